import { readdir } from 'node:fs/promises';
import type { Migration } from 'kysely';
import { Kysely, Migrator, PostgresDialect, sql } from 'kysely';
import { WagetraceError } from '../domain/errors.ts';
import { databaseError } from './errors.ts';
import { openPool } from './pool.ts';

/** Any number; the same in every version of the product. */
const lockId = 7_246_183;
const folder = new URL('./migrations/', import.meta.url);

/**
 * Brings the schema of the database up to date; processes that call it at once wait for one
 * another. `extra` migrates what shares the database (the queues' own schema), under the same lock.
 * Throws `database.migration-failed`, after which the schema is as it was, or `database.unavailable`.
 */
export async function migrate(url: string, extra?: (url: string) => Promise<void>): Promise<void> {
  const guard = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: openPool(url, { max: 1 }) }),
  });
  try {
    await guard.connection().execute(async (connection) => {
      await sql`select pg_advisory_lock(${lockId})`.execute(connection);
      await createRole(connection);
      await migrateToLatest(url);
      await extra?.(url);
    });
  } catch (error) {
    throw databaseError(error);
  } finally {
    // Closing the connection gives the lock back.
    await guard.destroy();
  }
}

/**
 * Roles belong to the cluster, not to the database: another database, or a backup's first home,
 * may have made it already, at this very moment too.
 */
async function createRole(connection: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      if not exists (select from pg_roles where rolname = 'wagetrace_app') then
        create role wagetrace_app nologin;
      end if;
    exception when duplicate_object or unique_violation then null;
    end $$`.execute(connection);
  // From PostgreSQL 16 on the maker of a role may grant it, and not yet become it.
  await sql`
    do $$
    declare
      becoming text :=
        case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end;
    begin
      if not pg_has_role(current_user, 'wagetrace_app', becoming) then
        execute format('grant wagetrace_app to %I', current_user);
      end if;
    end $$`.execute(connection);
}

async function migrateToLatest(url: string): Promise<void> {
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: openPool(url, { max: 2 }) }),
  });
  try {
    // Areas number their migrations in ranges of their own, so a lower number may come later.
    const provider = { getMigrations: loadMigrations };
    const migrator = new Migrator({ db, provider, allowUnorderedMigrations: true });
    const { error, results } = await migrator.migrateToLatest();
    if (error === undefined) return;
    const failed = results?.find((result) => result.status === 'Error')?.migrationName;
    throw new WagetraceError('database.migration-failed', 'The schema could not be migrated', {
      cause: error,
      details: { migration: failed ?? 'none' },
    });
  } finally {
    await db.destroy();
  }
}

/** `migrations/NNNN-name`, in TypeScript or as emitted. */
async function loadMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}-[-a-z0-9]+\.[jt]s$/.test(file));
  const migrations: Record<string, Migration> = {};
  for (const file of files.sort()) {
    // CAST: every file of that folder exports `up`; the compiler cannot see through a folder.
    migrations[file.slice(0, -3)] = (await import(new URL(file, folder).href)) as Migration;
  }
  return migrations;
}
