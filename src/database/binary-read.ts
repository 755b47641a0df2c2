import { once } from 'node:events';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { WagetraceError } from '../domain/errors.ts';
import { BinaryRows } from './binary-rows.ts';

/**
 * One query of a tenant, read-only, answered in the binary format: for answers of ten thousands of
 * rows, which spelled as text take longer to read than to find. COPY is the way in which pg gives
 * binary data; it takes no parameters. Plans go by indexes, whatever the server knows of the
 * tables. Throws `database.no-row-security`
 * when the server would not enforce the separation of tenants.
 */
export async function readBinary(
  client: pg.PoolClient,
  organisationId: string,
  text: string,
): Promise<BinaryRows> {
  // In one message: the caller has checked that the id is a UUID.
  const entered = await client.query(`begin read only;
    set local enable_seqscan = off; set local enable_bitmapscan = off;
    select set_config('role', 'wagetrace_app', true),
      set_config('wt.organisation', '${organisationId}', true),
      row_security_active('organisation') as active`);
  try {
    if (!isActive(entered)) {
      throw new WagetraceError('database.no-row-security', 'Row-level security is not in force');
    }
    return new BinaryRows(await copied(client, `copy (${text}) to stdout (format binary)`));
  } finally {
    // Nothing was written: after an error this rolls back.
    await client.query('commit');
  }
}

/** The stream ends with the data; the connection is free only when it is drained. */
async function copied(client: pg.PoolClient, text: string): Promise<Buffer> {
  const drained = once(client, 'drain');
  const [read, free] = await Promise.allSettled([bytesOf(client.query(copyTo(text))), drained]);
  if (read.status === 'rejected') throw read.reason;
  if (free.status === 'rejected') throw free.reason;
  return read.value;
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/** Several statements in one message give one result each. */
function isActive(results: unknown): boolean {
  // CAST: the last statement of the message selects this column.
  const last = [results].flat().at(-1) as pg.QueryResult<{ active: boolean }> | undefined;
  return last?.rows[0]?.active === true;
}
