import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { Database } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  close(): Promise<void>;
}

const folder = new URL('../../src/database/migrations/', import.meta.url);
/** Any number: held while a template is made or copied. */
const lockId = 5_501_991;

function serverUrl(): string {
  const url = process.env['WAGETRACE_TEST_DATABASE_URL'];
  if (!url) throw new Error('WAGETRACE_TEST_DATABASE_URL is not set: run the tests by vitest');
  return url;
}

/** The same server, another database. */
function urlOf(name: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer<T>(run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

/**
 * The template's name says the schema, so that an edited migration makes a new one, and whose it
 * is: rights are given to the user who migrates.
 */
async function templateName(): Promise<string> {
  const hash = createHash('sha256').update(new URL(serverUrl()).username);
  for (const file of (await readdir(folder)).sort()) {
    hash.update(file).update(await readFile(new URL(file, folder)));
  }
  hash.update(await readFile(new URL('../isolate.ts', folder)));
  return `wt_template_${hash.digest('hex').slice(0, 16)}`;
}

async function makeTemplate(client: pg.Client, template: string): Promise<void> {
  const found = await client.query('select from pg_database where datname = $1', [template]);
  if (found.rowCount) return;
  const unfinished = `${template}_new`;
  await client.query(`drop database if exists ${unfinished} with (force)`);
  await client.query(`create database ${unfinished}`);
  await migrate(urlOf(unfinished));
  await client.query(`alter database ${unfinished} rename to ${template}`);
}

/** A new migrated database on the tests' server, dropped by `close`. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const template = await templateName();
  const name = `wt_test_${randomBytes(8).toString('hex')}`;
  await onServer(async (client) => {
    await client.query('select pg_advisory_lock($1)', [lockId]);
    await makeTemplate(client, template);
    await client.query(`create database ${name} template ${template}`);
  });
  const url = urlOf(name);
  const database = Database.open(url, { max: 5 });
  return {
    url,
    database,
    close: async () => {
      await database.close();
      await onServer((client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}
