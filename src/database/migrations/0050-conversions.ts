import { type Kysely, sql } from 'kysely';

/**
 * What decoders made of transactions: facts of chains, shared by all. Legs are found by any of the
 * ids or parties that they name, on whatever chain.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table converted_transaction (
      chain text not null, tx text not null, height bigint not null,
      decoder text not null, reading jsonb not null, primary key (chain, tx))`.execute(db);
  await sql`create index converted_transaction_height
    on converted_transaction (chain, height)`.execute(db);
  await sql`
    create table bridge_leg (
      key text primary key, chain text not null, tx text not null, height bigint not null,
      ids text[] not null, parties text[] not null, leg jsonb not null)`.execute(db);
  await sql`create index bridge_leg_ids on bridge_leg using gin (ids)`.execute(db);
  await sql`create index bridge_leg_parties on bridge_leg using gin (parties)`.execute(db);
  await sql`create index bridge_leg_height on bridge_leg (chain, height)`.execute(db);
}
