import { type Kysely, sql } from 'kysely';

/** When all organisations were told of a version: until then the version's own row is the outbox. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table list_version add column announced_at timestamptz`.execute(db);
  await sql`update list_version set announced_at = now()`.execute(db);
  await sql`create index list_version_unannounced on list_version (loaded_at)
    where announced_at is null`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table list_version drop column announced_at`.execute(db);
}
