import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

/** Analysts' findings on matches of names, and by which rules the payees' names were screened. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table name_dismissal (
      organisation_id uuid not null references organisation,
      id uuid not null, payee_ref text not null, asked jsonb not null, list text not null,
      uid text not null, party text not null, fingerprint text not null, reason text not null,
      actor text not null, decided_at timestamptz not null, expires_at timestamptz not null,
      primary key (organisation_id, id),
      foreign key (organisation_id, payee_ref) references payee)`.execute(db);
  await sql`create index name_dismissal_payee on name_dismissal (organisation_id, payee_ref)`.execute(
    db,
  );
  await isolate(db, 'name_dismissal', 'select, insert');
  await sql`
    create table name_matcher (
      version text primary key, since timestamptz not null default now())`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table if exists name_dismissal, name_matcher`.execute(db);
}
