import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

const tenantTables = [
  'employer',
  'payee',
  'wallet_change',
  'pay_run',
  'payout',
  'payout_unblock',
  'screening',
  'flow',
  'flow_account',
  'flow_transfer',
  'flow_progress',
];

/** Employers, payees, pay runs, payouts, screenings and flows: all of them belong to a tenant. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createPayroll(db);
  await createScreening(db);
  await createFlows(db);
  for (const table of tenantTables) await isolate(db, table);
}

async function createPayroll(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table employer (
      organisation_id uuid not null references organisation,
      ref text not null, name text not null, country text,
      payer_accounts text[] not null default '{}',
      created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
      primary key (organisation_id, ref))`.execute(db);
  await sql`
    create table payee (
      organisation_id uuid not null references organisation,
      ref text not null, employer_ref text not null, name text not null, country text,
      date_of_birth text, start_date text,
      attribute_hashes jsonb not null default '{}',
      wallet jsonb, wallet_account text, wallet_key text,
      created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
      primary key (organisation_id, ref),
      foreign key (organisation_id, employer_ref) references employer)`.execute(db);
  await sql`create index payee_wallet on payee (wallet_key)`.execute(db);
  await sql`
    create table wallet_change (
      organisation_id uuid not null, id uuid not null, payee_ref text not null,
      before jsonb, after jsonb, actor text not null, at timestamptz not null default now(),
      primary key (organisation_id, id),
      foreign key (organisation_id, payee_ref) references payee)`.execute(db);
  await sql`
    create table pay_run (
      organisation_id uuid not null references organisation,
      id uuid not null, ref text not null, errors jsonb not null default '[]',
      created_at timestamptz not null default now(),
      primary key (organisation_id, id), unique (organisation_id, ref))`.execute(db);
  await sql`
    create table payout (
      organisation_id uuid not null, id uuid not null, pay_run_id uuid not null, ref text not null,
      employer_ref text not null, payee_ref text not null, method text not null,
      wallet jsonb, wallet_account text, wallet_key text, asset text, amount_base numeric(78,0), due_at timestamptz,
      state text not null, decision text, screening_id uuid, settlement jsonb,
      settlement_tx text, flow_id uuid, created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (organisation_id, id), unique (organisation_id, pay_run_id, ref),
      foreign key (organisation_id, pay_run_id) references pay_run,
      foreign key (organisation_id, payee_ref) references payee)`.execute(db);
  await sql`create index payout_wallet on payout (wallet_key)`.execute(db);
  await sql`
    create table payout_unblock (
      organisation_id uuid not null, payout_id uuid not null, key_id uuid not null,
      unblock jsonb not null, at timestamptz not null default now(),
      primary key (organisation_id, payout_id),
      foreign key (organisation_id, payout_id) references payout (organisation_id, id))`.execute(
    db,
  );
  // One transfer settles one payout.
  await sql`create unique index payout_settled
    on payout (organisation_id, (settlement ->> 'transferKey'))`.execute(db);
  await sql`create index payout_state on payout (organisation_id, state)`.execute(db);
}

async function createScreening(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table screening (
      organisation_id uuid not null references organisation,
      id uuid not null, account text, decision text not null, risk text not null,
      facts jsonb not null, verdict jsonb not null, source text not null,
      engine_version text not null, previous_id uuid, changes jsonb,
      at timestamptz not null,
      primary key (organisation_id, id))`.execute(db);
  await sql`create index screening_account on screening (organisation_id, account, at desc)`.execute(
    db,
  );
}

async function createFlows(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table flow (
      organisation_id uuid not null references organisation,
      id uuid not null, payout_id uuid, request jsonb not null, state text not null,
      result jsonb, flag text, listed_upper numeric(78,0), failure jsonb, attempt int not null default 1,
      wave int not null default 0, horizon jsonb, readings jsonb not null default '{}', replaces uuid,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (organisation_id, id))`.execute(db);
  await sql`create index flow_state on flow (state, updated_at)`.execute(db);
  await sql`create index flow_replaces on flow (replaces) where replaces is not null`.execute(db);
  await sql`create index flow_flagged on flow (organisation_id, flag, id desc)`.execute(db);
  await sql`
    create table flow_account (
      organisation_id uuid not null, flow_id uuid not null, account text not null, account_key text not null,
      primary key (organisation_id, flow_id, account),
      foreign key (organisation_id, flow_id) references flow (organisation_id, id))`.execute(db);
  await sql`create index flow_account_key on flow_account (account_key)`.execute(db);
  await sql`
    create table flow_transfer (
      organisation_id uuid not null, flow_id uuid not null, ordinal int not null,
      transfer_key text not null, sha256 bytea not null,
      primary key (organisation_id, flow_id, ordinal),
      foreign key (organisation_id, flow_id) references flow (organisation_id, id))`.execute(db);
  await sql`
    create table flow_progress (
      organisation_id uuid not null, flow_id uuid not null, sequence bigint generated always as identity,
      stage text not null, data jsonb not null, at timestamptz not null default now(),
      primary key (organisation_id, flow_id, sequence),
      foreign key (organisation_id, flow_id) references flow (organisation_id, id))`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of [...tenantTables].reverse()) {
    await sql`drop table if exists ${sql.table(table)} cascade`.execute(db);
  }
}
