import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

/** Organisations, their keys, and the record of what was done: audit, events, alerts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`grant usage on schema public to wagetrace_app`.execute(db);
  await createOrganisations(db);
  await createAudit(db);
  await createAppendAuditEvent(db);
  await createEvents(db);
  await isolate(db, 'organisation', 'select', 'id');
  await isolate(db, 'api_key', 'select, insert, update');
  await isolate(db, 'idempotency_key');
  await isolate(db, 'audit_event', 'select');
  await isolate(db, 'audit_head', 'select');
  await isolate(db, 'domain_event', 'select, insert');
  await isolate(db, 'alert', 'select, insert, update');
}

async function createOrganisations(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table organisation (
      id uuid primary key check (id <> '00000000-0000-0000-0000-000000000000'),
      name text not null, sandbox boolean not null default false,
      floor_jurisdictions text[] not null default '{US,UN}',
      created_at timestamptz not null default now())`.execute(db);
  await sql`
    create table api_key (
      organisation_id uuid not null references organisation, id uuid not null,
      hash bytea not null unique, role text not null, last4 text not null,
      expires_at timestamptz, revoked_at timestamptz,
      created_at timestamptz not null default now(),
      primary key (organisation_id, id))`.execute(db);
  await sql`
    create table idempotency_key (
      organisation_id uuid not null references organisation, key text not null, route text not null,
      input_sha256 bytea not null, claim uuid not null, claimed_until timestamptz not null,
      status int, body jsonb, created_at timestamptz not null default now(),
      primary key (organisation_id, key, route))`.execute(db);
  await sql`create index idempotency_key_age on idempotency_key (created_at)`.execute(db);
}

async function createAudit(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_event (
      organisation_id uuid not null references organisation, sequence bigint not null,
      id uuid not null, actor text not null, action text not null, subject_type text not null,
      subject_id text not null, reason text, data jsonb not null, at timestamptz not null,
      previous_hash bytea not null, hash bytea not null,
      primary key (organisation_id, sequence))`.execute(db);
  await sql`create index audit_event_subject
    on audit_event (organisation_id, subject_type, subject_id, sequence)`.execute(db);
  await sql`
    create table audit_head (
      organisation_id uuid primary key references organisation,
      sequence bigint not null, hash bytea not null)`.execute(db);
  // What the chain commits to: the hash before, then a JSON array of the fields in this order.
  await sql`
    create function audit_event_hash(e audit_event) returns bytea
    language sql stable set search_path = public, pg_temp return
      sha256(e.previous_hash || convert_to(jsonb_build_array(
        e.organisation_id, e.sequence, e.id, e.actor, e.action, e.subject_type, e.subject_id,
        e.reason, e.data, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
      )::text, 'UTF8'))`.execute(db);
}

/**
 * The one way to write an audit event. The row of `audit_head` is locked until commit, so the
 * chain of an organisation has one next link whoever writes. The application's role may call this
 * and cannot write the table; inside a tenant's transaction it appends to that tenant's chain only.
 */
async function createAppendAuditEvent(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function append_audit_event(organisation uuid, event_id uuid, actor text, action text,
      subject_type text, subject_id text, reason text, data jsonb, at timestamptz) returns bigint
    language plpgsql security definer set search_path = public, pg_temp as $$
    declare
      tenant uuid := nullif(current_setting('wt.organisation', true), '')::uuid;
      head audit_head;
      event audit_event;
    begin
      if tenant is distinct from organisation and tenant is not null then
        raise exception 'audit event of another organisation' using errcode = '42501';
      end if;
      insert into audit_head values (organisation, 0, '') on conflict do nothing;
      select * into strict head from audit_head where organisation_id = organisation for update;
      event := row(organisation, head.sequence + 1, event_id, actor, action, subject_type,
        subject_id, reason, data, at, head.hash, '');
      event.hash := audit_event_hash(event);
      insert into audit_event select event.*;
      update audit_head set sequence = event.sequence, hash = event.hash
        where organisation_id = organisation;
      return event.sequence;
    end $$`.execute(db);
  const signature = sql.raw(
    'append_audit_event(uuid, uuid, text, text, text, text, text, jsonb, timestamptz)',
  );
  await sql`revoke all on function ${signature} from public`.execute(db);
  await sql`grant execute on function ${signature} to wagetrace_app`.execute(db);
}

async function createEvents(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table domain_event (
      organisation_id uuid not null references organisation,
      sequence bigint generated always as identity, id uuid not null, type text not null,
      subject_id text not null, data jsonb not null, at timestamptz not null,
      transaction xid8 not null default pg_current_xact_id(),
      primary key (organisation_id, sequence), unique (organisation_id, id))`.execute(db);
  await sql`
    create table alert (
      organisation_id uuid not null references organisation, id uuid not null, kind text not null,
      severity text not null, title text not null, subject_type text not null,
      subject_id text not null, state text not null default 'open', assignee text, reason text,
      created_at timestamptz not null, updated_at timestamptz not null,
      primary key (organisation_id, id),
      unique (organisation_id, kind, subject_type, subject_id))`.execute(db);
}
