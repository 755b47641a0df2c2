import { type Kysely, sql } from 'kysely';

/** What an invoicing protocol shall attach to the payment of a payout. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table payout add column payment_reference text`.execute(db);
}
