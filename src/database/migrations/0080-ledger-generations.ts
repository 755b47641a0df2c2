import { type Kysely, sql } from 'kysely';

const nobody = sql.lit('00000000-0000-0000-0000-000000000000');

/**
 * The ledger grows by generations, so that storing touches a part of each index that fits into the
 * server's memory, however much was stored before (docs/decisions/0080-ledger-generations.md).
 * Accounts are spelled in the rows: a trace meets most of its accounts once, and looking each up
 * in a dictionary cost more than reading its transfers.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger_generation (
      generation int primary key, begun_at_bytes bigint not null)`.execute(db);
  await sql`insert into ledger_generation values (0, 0)`.execute(db);
  await sql`grant select on ledger_generation to wagetrace_app`.execute(db);
  await sql`alter table transfer rename to transfer_before`.execute(db);
  await createTransfer(db);
  await moveTransfers(db);
  await sql`drop table transfer_before`.execute(db);
  await createIndexes(db);
  await isolateOwner(db);
}

/** Fixed widths first, so that nothing is padded. */
async function createTransfer(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table transfer (
      chain_id bigint not null, height bigint not null, time timestamptz not null,
      asset_id bigint not null, generation int not null, from_hash int not null,
      to_hash int not null, tx_hash int not null, tx_index int not null, position int not null,
      owner uuid not null, order_inferred boolean not null, from_account bytea not null,
      to_account bytea not null, tx bytea not null, block_hash bytea not null,
      amount_base numeric(78,0) not null, kind text not null, memo text, suspect text)`.execute(db);
}

/** Hashes and spellings are those of `spelled-id.ts`. */
async function moveTransfers(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function pg_temp.hash_of(bytes bytea) returns int language plpgsql as $$
    declare
      hash bigint := 2166136261;
    begin
      for i in 0 .. length(bytes) - 1 loop
        hash := ((hash # get_byte(bytes, i)) * 16777619) & 4294967295;
      end loop;
      return hash - case when hash > 2147483647 then 4294967296 else 0 end;
    end $$`.execute(db);
  await sql`
    create function pg_temp.bytes_of(address text) returns bytea language sql as $$
    select case
      when address ~ '^0x([0-9a-f]{2})+$' then '\\x01'::bytea || decode(substr(address, 3), 'hex')
      when address ~ '^([0-9a-f]{2})+$' then '\\x02'::bytea || decode(address, 'hex')
      else '\\x00'::bytea || convert_to(address, 'UTF8') end $$`.execute(db);
  await sql`
    insert into transfer
    select chain_id, height, time, asset_id, 0, pg_temp.hash_of(sender), pg_temp.hash_of(receiver),
      pg_temp.hash_of(tx), tx_index, position, owner, order_inferred, sender, receiver, tx,
      block_hash, amount_base, kind, memo, suspect
    from (
      select t.*, pg_temp.bytes_of(substr(f.name, length(c.name) + 2)) as sender,
        pg_temp.bytes_of(substr(r.name, length(c.name) + 2)) as receiver
      from transfer_before t join ledger_name c on c.id = t.chain_id
        join ledger_name f on f.id = t.from_id join ledger_name r on r.id = t.to_id) as spelled`.execute(
    db,
  );
}

async function createIndexes(db: Kysely<unknown>): Promise<void> {
  await sql`alter table transfer add primary key (chain_id, height, tx, position, owner)`.execute(
    db,
  );
  await sql`create index transfer_from on transfer (generation, from_hash, height)`.execute(db);
  await sql`create index transfer_to on transfer (generation, to_hash, height)`.execute(db);
  await sql`create index transfer_tx on transfer (generation, tx_hash)`.execute(db);
}

/** A tenant reads what is shared and what it imported, and writes only the latter. */
async function isolateOwner(db: Kysely<unknown>): Promise<void> {
  // As a subquery it is asked once a statement, not once a row: traces read rows by the ten thousand.
  const own = sql`owner = (select nullif(current_setting('wt.organisation', true), '')::uuid)`;
  await sql`alter table transfer enable row level security`.execute(db);
  await sql`alter table transfer force row level security`.execute(db);
  await sql`create policy shared on transfer for select using (owner = ${nobody})`.execute(db);
  await sql`create policy tenant on transfer using (${own}) with check (${own})`.execute(db);
  await sql`create policy system on transfer to current_user using (true) with check (true)`.execute(
    db,
  );
  await sql`grant select, insert, update, delete on transfer to wagetrace_app`.execute(db);
}
