import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

/**
 * Every screening rests on the versions of all lists, which change once a day: they are kept once
 * for each tenant, under the sha256 of their text, and each screening names them. No foreign key:
 * every screening in flight would lock that one row. Nobody can change or delete it instead.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table screening_lists (
      organisation_id uuid not null references organisation,
      sha256 text not null, versions jsonb not null,
      primary key (organisation_id, sha256))`.execute(db);
  await isolate(db, 'screening_lists', 'select, insert');
  await sql`alter table screening add column lists_sha256 text`.execute(db);
  await sql`drop function store_screenings(uuid, jsonb, jsonb)`.execute(db);
  await sql`
    create function store_screenings(organisation uuid, screenings jsonb, lists jsonb)
    returns void language plpgsql as $$
    begin
      perform set_config('role', 'wagetrace_app', true),
        set_config('wt.organisation', organisation::text, true);
      if not row_security_active('screening') then
        raise exception 'row-level security is not in force' using errcode = '42501';
      end if;
      insert into screening_lists (organisation_id, sha256, versions)
      select organisation, l.* from jsonb_to_recordset(lists) as l(sha256 text, versions jsonb)
      on conflict do nothing;
      with made as (
        select r.*, facts #>> '{subject,account}' as account, verdict ->> 'decision' as decision,
          verdict ->> 'risk' as risk
        from jsonb_to_recordset(screenings) as r(
          id uuid, facts jsonb, verdict jsonb, source text, engine_version text, previous_id uuid,
          changes jsonb, at timestamptz, lists_sha256 text, event_id uuid)),
      stored as (
        insert into screening (organisation_id, id, account, decision, risk, facts, verdict, source,
                               engine_version, previous_id, changes, at, lists_sha256)
        select organisation, id, account, decision, risk, facts, verdict, source, engine_version,
               previous_id, changes, at, lists_sha256
        from made)
      insert into domain_event (organisation_id, id, type, subject_id, data, at)
      select organisation, event_id, 'screening.completed', id::text,
             jsonb_build_object('decision', decision, 'risk', risk), at
      from made where event_id is not null;
    end $$`.execute(db);
}
