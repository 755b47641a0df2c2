import { type Kysely, sql } from 'kysely';

/**
 * Which transactions a sealed generation has, for who stores into the one after it. Null of those
 * that were sealed before: they are looked through.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table ledger_filter add column transactions bytea`.execute(db);
}
