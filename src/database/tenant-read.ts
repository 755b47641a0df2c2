import type pg from 'pg';
import { WagetraceError } from '../domain/errors.ts';

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
): Promise<readonly pg.QueryResultRow[]> {
  const message = `set local transaction_read_only = on;
    set local enable_seqscan = off; set local enable_bitmapscan = off;
    select set_config('role', 'wagetrace_app', true),
      set_config('wt.organisation', '${organisationId}', true),
      row_security_active('organisation') as active;
    ${text}`;
  // One result of each statement.
  const results = [await client.query(message)].flat();
  if (!results.some(({ rows: [first] }) => first?.['active'] === true)) {
    throw new WagetraceError('database.no-row-security', 'Row-level security is not in force');
  }
  return results.at(-1)?.rows ?? [];
}
