import { type Kysely, sql } from 'kysely';

/** Who had streamed what was taken out of a super token; kept readings do not tell of that. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table taken_out (
      chain text not null, tx text not null, position integer not null, height bigint not null,
      outcome jsonb not null, primary key (chain, tx, position))`.execute(db);
  await sql`create index taken_out_height on taken_out (chain, height)`.execute(db);
  await sql`delete from payment_reading`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists taken_out`.execute(db);
}
