import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

/** What of accounts that were not read as a whole an answer stood upon: found again without what was read since. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table inquiry_basis (
      organisation_id uuid not null, inquiry_id uuid not null, basis jsonb not null,
      primary key (organisation_id, inquiry_id),
      foreign key (organisation_id, inquiry_id) references inquiry (organisation_id, id))`.execute(
    db,
  );
  await isolate(db, 'inquiry_basis', 'select, insert, update');
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists inquiry_basis`.execute(db);
}
