import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

/**
 * What is asked at every replaced block and every start of a monitor is kept where it is found
 * without reading all flows and all monitors: up to where each flow looked at each chain, how many
 * monitors run, and accounts in byte order, so that those of one chain stand together.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table flow_height (
      organisation_id uuid not null, flow_id uuid not null, chain text not null,
      to_height bigint not null, primary key (organisation_id, flow_id, chain),
      foreign key (organisation_id, flow_id) references flow (organisation_id, id))`.execute(db);
  await sql`create index flow_height_chain on flow_height (chain, to_height)`.execute(db);
  await sql`
    insert into flow_height (organisation_id, flow_id, chain, to_height)
    select f.organisation_id, f.id, h.key, (h.value ->> 'toHeight')::bigint
    from flow f, jsonb_each(f.result -> 'inputs' -> 'heights') h
    where f.state = 'traced'`.execute(db);
  await sql`
    create table wallet_monitor_count (
      organisation_id uuid primary key references organisation, running int not null)`.execute(db);
  await sql`
    insert into wallet_monitor_count (organisation_id, running)
    select organisation_id, count(*) from wallet_monitor where active
    group by organisation_id`.execute(db);
  for (const table of ['flow_height', 'wallet_monitor_count']) await isolate(db, table);
  await sql`create index flow_pot_chain on flow_pot (account collate "C")`.execute(db);
  await sql`create index wallet_monitor_chain on wallet_monitor (account collate "C")`.execute(db);
}
