import { type Kysely, sql } from 'kysely';

/** What the payer of a stream was seen to put in; kept readings do not tell, and are made anew. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table payment_stream
    add column deposited_base numeric(78,0) not null default 0`.execute(db);
  await sql`delete from payment_reading`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table payment_stream drop column if exists deposited_base`.execute(db);
}
