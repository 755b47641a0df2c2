import { type Kysely, sql } from 'kysely';

/** Kept readings lack payments with a change of asset: transactions are read for payments again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`delete from payment_reading`.execute(db);
}
