import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

/** Verdicts on services, which belong to the organisation that holds them, and balances at a block. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table service_verdict (
      organisation_id uuid not null references organisation,
      account text not null, kind text not null, evidence text not null,
      as_of_block bigint not null, source text not null, at timestamptz not null default now(),
      primary key (organisation_id, account, at))`.execute(db);
  await isolate(db, 'service_verdict', 'select, insert');
  // A fact of the chain that all tenants share; nobody sees who asked for it.
  await sql`
    create table balance_anchor (
      account text not null, asset text not null, height bigint not null,
      amount_base numeric(78,0) not null, source text not null, read_at timestamptz not null,
      primary key (account, asset, height))`.execute(db);
}
