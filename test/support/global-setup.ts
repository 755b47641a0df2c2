import { resolve } from 'node:path';
import pg from 'pg';
import { isWagetraceError } from '../../src/domain/errors.ts';
import { startEmbeddedPostgres } from '../../src/runtime/embedded-postgres.ts';
import { claimInstance, type Instance } from '../../src/runtime/instance.ts';
import { createLog } from '../../src/runtime/log.ts';

const folder = resolve(import.meta.dirname, '../../data/test');
const RUNS_AT_ONCE_MAX = 8;
/** Safe against the death of processes, not of the machine: tests need no more. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
/** Each service of a test has some hundred at most, and files run beside one another. */
const ROOM = 'max_connections=500';

/**
 * The database server of the tests, handed to their processes through the environment: the one that
 * WAGETRACE_TEST_DATABASE_URL names, else an embedded one with data of its own, kept for next time.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env['WAGETRACE_TEST_DATABASE_URL'] !== undefined) return async () => {};
  const { dataFolder, instance } = claimFolder();
  const log = createLog({ logLevel: 'warn', logJson: false }, 'tests');
  const postgres = await startEmbeddedPostgres({ dataFolder, log, options: [...FAST, ROOM] });
  await dropLeftOvers(postgres.databaseUrl);
  process.env['WAGETRACE_TEST_DATABASE_URL'] = postgres.databaseUrl;
  return async () => {
    await postgres.stop();
    instance.release();
  };
}

/** What runs that were killed left, and templates of older schemas. */
async function dropLeftOvers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const found = await client.query("select datname from pg_database where datname like 'wt\\_%'");
  for (const { datname } of found.rows) await client.query(`drop database "${datname}"`);
  await client.end();
}

/** Runs at the same time do not share a server: each takes the first folder that is free. */
function claimFolder(): { dataFolder: string; instance: Instance } {
  for (let run = 1; ; run += 1) {
    const dataFolder = `${folder}/${run}`;
    try {
      return { dataFolder, instance: claimInstance(dataFolder) };
    } catch (error) {
      const taken = isWagetraceError(error) && error.code === 'instance.running';
      if (!taken || run === RUNS_AT_ONCE_MAX) throw error;
    }
  }
}
