import { type Kysely, sql } from 'kysely';

/** Coins of which it is known who spent them up to a block, though their holder was not read: shared facts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table seen_coin (
      chain_id bigint not null, tx bytea not null, position bigint not null, height bigint not null,
      source text not null, read_at timestamptz not null,
      primary key (chain_id, tx, position))`.execute(db);
  await sql`create index seen_coin_height on seen_coin (chain_id, height)`.execute(db);
  await sql`grant select on seen_coin to wagetrace_app`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists seen_coin`.execute(db);
}
