import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

/** What analysts found about payees: that one is a listed party, or blocked by status. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table payee_finding (
      organisation_id uuid not null references organisation,
      id uuid not null, payee_ref text not null, matter jsonb not null, list text, uid text,
      made jsonb not null, confirmed jsonb, revocation jsonb, revoked jsonb,
      primary key (organisation_id, id),
      foreign key (organisation_id, payee_ref) references payee)`.execute(db);
  await sql`create index payee_finding_payee on payee_finding (organisation_id, payee_ref)`.execute(
    db,
  );
  // One finding of a matter about a payee stands at a time; the revoked ones stay beside it.
  await sql`
    create unique index payee_finding_standing on payee_finding
      (organisation_id, payee_ref, coalesce(list, ''), coalesce(uid, matter ->> 'status'))
      where revoked is null`.execute(db);
  await isolate(db, 'payee_finding', 'select, insert, update');
}
