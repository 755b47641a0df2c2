import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

/** What of a wage each account received on its way, by the flow's method: where wages may meet. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table flow_touched (
      organisation_id uuid not null, flow_id uuid not null, account text not null,
      seed_units numeric(78,0) not null, hops int not null,
      primary key (organisation_id, flow_id, account),
      foreign key (organisation_id, flow_id) references flow (organisation_id, id))`.execute(db);
  await isolate(db, 'flow_touched', 'select, insert, delete');
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists flow_touched`.execute(db);
}
