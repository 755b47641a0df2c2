import { type Kysely, sql } from 'kysely';

/**
 * What a transaction was decoded from is kept beside what was decoded, so that it can be decoded
 * again. What was read before lacks it, and is read anew.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`delete from bridge_leg`.execute(db);
  await sql`delete from converted_transaction`.execute(db);
  await sql`alter table converted_transaction add column record jsonb`.execute(db);
}
