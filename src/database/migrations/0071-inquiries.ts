import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

/** Questions that are answered by a worker: exposure, reach, evidence paths, convergence. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table inquiry (
      organisation_id uuid not null references organisation,
      id uuid not null, kind text not null, account text, question jsonb not null,
      state text not null default 'requested'
        check (state in ('requested', 'reading', 'answered', 'failed')),
      answer jsonb, failure jsonb, heights jsonb, readings jsonb not null default '{}',
      wave int not null default 0, attempt int not null default 1,
      created_at timestamptz not null, updated_at timestamptz not null default now(),
      answered_at timestamptz,
      primary key (organisation_id, id))`.execute(db);
  await sql`create index inquiry_sweep on inquiry (updated_at)
    where state in ('requested', 'reading')`.execute(db);
  await sql`create index inquiry_account on inquiry (organisation_id, account, id desc)
    where account is not null`.execute(db);
  await isolate(db, 'inquiry');
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists inquiry`.execute(db);
}
