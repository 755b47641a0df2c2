import { type Kysely, sql } from 'kysely';

/** Kept readings lack streams of contracts that are known only now. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`delete from payment_reading`.execute(db);
}
