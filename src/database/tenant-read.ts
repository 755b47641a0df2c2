import pg from 'pg';
import { WagetraceError } from '../domain/errors.ts';
import { ByteWriter } from './byte-writer.ts';

/** Of a small answer. */
const expectedBytes = 4_096;

/** What the last statement of a message gave: rows as text, or the bytes of a COPY. */
interface TenantAnswer {
  readonly rows: readonly pg.QueryResultRow[];
  readonly copied: Buffer;
}

/**
 * One statement of a tenant, read-only, in one round trip: the server runs all statements of a
 * message as one transaction, and these first enter the tenant. The caller has checked that the id
 * is a UUID, and `text` has no parameters. Plans go by indexes, whatever the server knows of the
 * tables. Throws `database.no-row-security` when the server would not enforce the separation of
 * tenants; what it answered is dropped then.
 */
export async function readAs(
  client: pg.PoolClient,
  organisationId: string,
  text: string,
): Promise<TenantAnswer> {
  const message = `set local transaction_read_only = on;
    set local enable_seqscan = off; set local enable_bitmapscan = off;
    select set_config('role', 'wagetrace_app', true),
      set_config('wt.organisation', '${organisationId}', true),
      row_security_active('organisation') as active;
    ${text}`;
  const { results, copied } = await send(client, message);
  if (!results.some(({ rows: [first] }) => first?.['active'] === true)) {
    throw new WagetraceError('database.no-row-security', 'Row-level security is not in force');
  }
  const last = results.at(-1);
  return { rows: last?.rows ?? [], copied };
}

function send(client: pg.PoolClient, message: string) {
  return new Promise<{ readonly results: readonly pg.QueryResult[]; readonly copied: Buffer }>(
    (resolve, reject) => {
      const query = new CopyingQuery(message, (error, results) => {
        if (error) reject(error);
        else resolve({ results: [results].flat(), copied: query.copied.bytes() });
      });
      client.query(query);
    },
  );
}

/** A query of pg that keeps the data of COPY TO STDOUT, which pg leaves to its subclasses. */
class CopyingQuery extends pg.Query {
  readonly copied = new ByteWriter(expectedBytes);

  /** Called by pg for each row, with bytes that are valid until it returns. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    this.copied.append(chunk);
  }
}
