import { type Kysely, sql } from 'kysely';

/**
 * Screenings are stored before they are answered, so each round trip of their transaction is felt.
 * One call is one statement and one transaction, which becomes the tenant's before it writes, as
 * `Database.tenant` does, and stands under the same policies.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function store_screenings(organisation uuid, screenings jsonb, events jsonb)
    returns void language plpgsql as $$
    begin
      perform set_config('role', 'wagetrace_app', true),
        set_config('wt.organisation', organisation::text, true);
      if not row_security_active('screening') then
        raise exception 'row-level security is not in force' using errcode = '42501';
      end if;
      insert into screening (organisation_id, id, account, decision, risk, facts, verdict, source,
                             engine_version, previous_id, changes, at)
      select organisation, r.* from jsonb_to_recordset(screenings) as r(
        id uuid, account text, decision text, risk text, facts jsonb, verdict jsonb, source text,
        engine_version text, previous_id uuid, changes jsonb, at timestamptz);
      insert into domain_event (organisation_id, id, type, subject_id, data, at)
      select organisation, r.* from jsonb_to_recordset(events) as r(
        id uuid, type text, subject_id text, data jsonb, at timestamptz);
    end $$`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop function if exists store_screenings(uuid, jsonb, jsonb)`.execute(db);
}
