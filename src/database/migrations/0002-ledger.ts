import { type Kysely, sql } from 'kysely';

const nobody = sql.lit('00000000-0000-0000-0000-000000000000');

/** Transfers, events, coverage and the readings that fill them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTransfers(db);
  await createCoverage(db);
  await createReadings(db);
  for (const table of ['transfer', 'coverage']) await isolateOwner(db, table);
  await sql`grant select on ledger_name, chain_event, block to wagetrace_app`.execute(db);
}

/**
 * Ids are spelled once, in `ledger_name`: rows and indexes stay small enough to be kept in memory.
 * An account names its chain, so the indexes by account need no chain; the key begins with what
 * differs most, which makes storing a fifth faster.
 */
async function createTransfers(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger_name (
      id bigint generated always as identity primary key, name text not null unique)`.execute(db);
  await sql`
    create table transfer (
      owner uuid not null, chain_id bigint not null, height bigint not null,
      from_id bigint not null, to_id bigint not null, asset_id bigint not null,
      time timestamptz not null, tx_index int not null, position int not null,
      order_inferred boolean not null, tx bytea not null, block_hash bytea not null,
      amount_base numeric(78,0) not null, kind text not null, memo text, suspect text,
      primary key (tx, position, chain_id, owner))`.execute(db);
  await sql`create index transfer_from on transfer (from_id, height)`.execute(db);
  await sql`create index transfer_to on transfer (to_id, height)`.execute(db);
  await sql`create index transfer_height on transfer (chain_id, height)
    where owner = ${nobody}`.execute(db);
  await sql`
    create table chain_event (
      chain_id bigint not null, height bigint not null, contract_id bigint not null,
      time timestamptz not null, tx_index int not null, log_index int not null,
      tx bytea not null, block_hash bytea not null, topics text[] not null, data text not null,
      primary key (chain_id, tx, log_index))`.execute(db);
  await sql`create index chain_event_contract on chain_event (contract_id, height)`.execute(db);
  await sql`create index chain_event_height on chain_event (chain_id, height)`.execute(db);
}

async function createCoverage(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table coverage (
      owner uuid not null, chain_id bigint not null, account_id bigint not null,
      source text not null, lacks text[] not null, from_height bigint not null,
      to_height bigint not null, read_at timestamptz not null,
      primary key (owner, chain_id, account_id, source, lacks, from_height),
      check (from_height <= to_height))`.execute(db);
  await sql`
    create table block (
      chain_id bigint not null, height bigint not null, hash bytea not null,
      primary key (chain_id, height))`.execute(db);
}

/** No right for the application's role: who caused a reading is nobody's business. */
async function createReadings(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table reading (
      id uuid primary key, chain text not null, account text not null,
      from_height bigint not null, to_height bigint not null,
      state text not null default 'requested'
        check (state in ('requested', 'claimed', 'done', 'failed')),
      claimed_by text, claimed_until timestamptz, attempts int not null default 0,
      error_code text, requested_at timestamptz not null,
      check (from_height <= to_height))`.execute(db);
  await sql`create unique index reading_open on reading (chain, account, from_height, to_height)
    where state in ('requested', 'claimed')`.execute(db);
  await sql`create index reading_sweep on reading (requested_at)
    where state in ('requested', 'claimed')`.execute(db);
  await sql`alter table reading enable row level security`.execute(db);
  await sql`alter table reading force row level security`.execute(db);
  await sql`create policy system on reading to current_user using (true) with check (true)`.execute(
    db,
  );
}

/** A tenant reads what is shared and what it imported, and writes only the latter. */
async function isolateOwner(db: Kysely<unknown>, table: string): Promise<void> {
  const name = sql.table(table);
  // As a subquery it is asked once a statement, not once a row: traces read rows by the ten thousand.
  const own = sql`owner = (select nullif(current_setting('wt.organisation', true), '')::uuid)`;
  await sql`alter table ${name} enable row level security`.execute(db);
  await sql`alter table ${name} force row level security`.execute(db);
  await sql`create policy shared on ${name} for select using (owner = ${nobody})`.execute(db);
  await sql`create policy tenant on ${name} using (${own}) with check (${own})`.execute(db);
  await sql`create policy system on ${name} to current_user using (true) with check (true)`.execute(
    db,
  );
  await sql`grant select, insert, update, delete on ${name} to wagetrace_app`.execute(db);
}
