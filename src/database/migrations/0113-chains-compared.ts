import { type Kysely, sql } from 'kysely';

/** What the last look at a chain that is read on demand found of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table chain_watch add column compared jsonb`.execute(db);
}
