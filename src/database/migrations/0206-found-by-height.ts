import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';
import { chainOfAccount } from '../of-chain.ts';

/**
 * What a replaced block takes back is found by its height, without reading all that was ever read
 * of the chain: coverage, balances that were asked for, and answers by how far they looked.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index coverage_height on coverage (chain_id, to_height)`.execute(db);
  await sql`create index balance_anchor_height
    on balance_anchor ((${chainOfAccount(sql`account`)}), height)`.execute(db);
  await sql`
    create table inquiry_height (
      organisation_id uuid not null, inquiry_id uuid not null, chain text not null,
      to_height bigint not null, primary key (organisation_id, inquiry_id, chain),
      foreign key (organisation_id, inquiry_id) references inquiry (organisation_id, id))`.execute(
    db,
  );
  await sql`create index inquiry_height_chain on inquiry_height (chain, to_height)`.execute(db);
  await sql`
    insert into inquiry_height (organisation_id, inquiry_id, chain, to_height)
    select i.organisation_id, i.id, h.key, h.value::bigint
    from inquiry i, jsonb_each_text(i.heights) h`.execute(db);
  await isolate(db, 'inquiry_height', 'select, insert, update');
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists inquiry_height`.execute(db);
  await sql`drop index if exists balance_anchor_height`.execute(db);
  await sql`drop index if exists coverage_height`.execute(db);
}
