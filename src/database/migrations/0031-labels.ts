import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

/** Labels of accounts, each what one source said at one date; and verdicts that were taken back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table label (
      organisation_id uuid not null references organisation,
      id uuid not null, account text not null, name text not null, category text not null,
      entity text, source text not null, reference text, confidence smallint not null,
      dated date not null, expires date, imported_at timestamptz not null,
      digest bytea not null,
      primary key (organisation_id, id), unique (organisation_id, digest))`.execute(db);
  await sql`create index label_by_account on label (organisation_id, account)`.execute(db);
  await sql`
    create index label_by_entity on label (organisation_id, entity, account)
    where entity is not null`.execute(db);
  await isolate(db, 'label', 'select, insert');
  // Behaviour changes: the newest row on an account may say that it is no service any more.
  await sql`
    alter table service_verdict add column withdrawn boolean not null default false`.execute(db);
}
