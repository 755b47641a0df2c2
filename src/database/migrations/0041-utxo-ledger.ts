import { type Kysely, sql } from 'kysely';

/**
 * Whole transactions of UTXO chains: shared facts, found by id, by the coin that they spend and
 * by the accounts on either side. A spent coin is kept with its input, since the transaction that
 * made it may never have been read.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table utxo_transaction (
      chain_id bigint not null, tx bytea not null, height bigint not null, tx_index int not null,
      block_hash bytea not null, time timestamptz not null, coinbase boolean not null,
      version bigint not null, lock_time bigint not null,
      primary key (chain_id, tx))`.execute(db);
  await sql`create index utxo_transaction_height on utxo_transaction (chain_id, height)`.execute(
    db,
  );
  await sql`
    create table utxo_output (
      chain_id bigint not null, tx bytea not null, position int not null, account_id bigint,
      amount_base numeric(20,0) not null, script bytea not null, script_kind text not null,
      memo bytea,
      primary key (chain_id, tx, position),
      foreign key (chain_id, tx) references utxo_transaction on delete cascade)`.execute(db);
  await sql`create index utxo_output_account on utxo_output (account_id)
    where account_id is not null`.execute(db);
  await sql`
    create table utxo_input (
      chain_id bigint not null, tx bytea not null, position int not null,
      spent_tx bytea not null, spent_position bigint not null, sequence bigint not null,
      account_id bigint, amount_base numeric(20,0), script bytea, script_kind text,
      primary key (chain_id, tx, position),
      foreign key (chain_id, tx) references utxo_transaction on delete cascade)`.execute(db);
  await sql`create index utxo_input_spent on utxo_input (chain_id, spent_tx, spent_position)`.execute(
    db,
  );
  await sql`create index utxo_input_account on utxo_input (account_id)
    where account_id is not null`.execute(db);
  await sql`grant select on utxo_transaction, utxo_output, utxo_input to wagetrace_app`.execute(db);
}
