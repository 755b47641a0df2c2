import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

/** What a flow stood upon of accounts that were not read as a whole: recomputed without what was read since. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table flow_basis (
      organisation_id uuid not null, flow_id uuid not null, basis jsonb not null,
      primary key (organisation_id, flow_id),
      foreign key (organisation_id, flow_id) references flow (organisation_id, id))`.execute(db);
  await isolate(db, 'flow_basis', 'select, insert, update');
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists flow_basis`.execute(db);
}
