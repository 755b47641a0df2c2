import { type Kysely, sql } from 'kysely';

/** Who paid whom in transactions through contracts, and who opened which stream: facts of chains. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table payment_reading (
      chain text not null, tx text not null, height bigint not null, reading jsonb not null,
      primary key (chain, tx))`.execute(db);
  await sql`create index payment_reading_height on payment_reading (chain, height)`.execute(db);
  await sql`
    create table payment_stream (
      stream text primary key, chain text not null, tx text not null, height bigint not null,
      contract text not null, payer text not null, payee text not null, asset text not null)`.execute(
    db,
  );
  await sql`create index payment_stream_payer on payment_stream (payer)`.execute(db);
  await sql`create index payment_stream_height on payment_stream (chain, height)`.execute(db);
}
