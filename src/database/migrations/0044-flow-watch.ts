import { type Kysely, sql } from 'kysely';
import { isolate } from '../isolate.ts';

/** Flows whose value may still move on, with the pots where it rests, and wallets that are monitored. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table flow_watch (
      organisation_id uuid not null, flow_id uuid not null, until timestamptz not null,
      due_at timestamptz not null, not_before timestamptz not null, looks int not null default 0,
      idle int not null default 0, follows int not null default 0, error_code text,
      primary key (organisation_id, flow_id),
      foreign key (organisation_id, flow_id) references flow (organisation_id, id))`.execute(db);
  await sql`create index flow_watch_due on flow_watch (due_at)`.execute(db);
  await sql`
    create table flow_pot (
      organisation_id uuid not null, flow_id uuid not null, account text not null,
      asset text not null,
      primary key (organisation_id, flow_id, account, asset),
      foreign key (organisation_id, flow_id) references flow_watch on delete cascade)`.execute(db);
  await sql`create index flow_pot_account on flow_pot (account)`.execute(db);
  await sql`
    create table wallet_monitor (
      organisation_id uuid not null references organisation, id uuid not null,
      account text not null, active boolean not null, started_by text not null,
      started_at timestamptz not null, stopped_at timestamptz, seen_height bigint,
      visited_at timestamptz, visits int not null default 0, idle int not null default 0,
      due_at timestamptz not null, error_code text,
      primary key (organisation_id, account), unique (organisation_id, id))`.execute(db);
  await sql`create index wallet_monitor_due on wallet_monitor (due_at) where active`.execute(db);
  await sql`create index wallet_monitor_account on wallet_monitor (account) where active`.execute(
    db,
  );
  for (const table of ['flow_watch', 'flow_pot', 'wallet_monitor']) await isolate(db, table);
}
