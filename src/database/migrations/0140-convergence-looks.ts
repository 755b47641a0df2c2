import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

/** When wages in an asset were last followed to their ends, and last looked at together. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table convergence_look (
      organisation_id uuid not null references organisation, asset text not null,
      wage_at timestamptz, looked_at timestamptz,
      primary key (organisation_id, asset))`.execute(db);
  await sql`create index convergence_look_due on convergence_look (wage_at)
    where wage_at is not null`.execute(db);
  await isolate(db, 'convergence_look', 'select, insert, update');
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists convergence_look`.execute(db);
}
