import { sql } from 'kysely';
import type { Transaction } from '../../database/database.ts';
import type { Coin, UtxoTransaction } from '../../domain/utxo.ts';
import type { IdOf } from './append.ts';
import { bigints, booleans, byteas, integers, texts, timestamps } from './binary-array.ts';
import { encodeHash } from './hash-codec.ts';

/** Stands for no account in the arrays of a statement, which hold numbers only. */
const noAccount = 0;

/**
 * Stores transactions, each once, and replaces those that are stored with another block. Those that
 * were new or replaced.
 */
export async function appendUtxo(
  tx: Transaction,
  transactions: readonly UtxoTransaction[],
  idOf: IdOf,
): Promise<readonly UtxoTransaction[]> {
  // In one order for all writers, or two of them could wait for each other.
  const unique = [...new Map(transactions.map((t) => [`${t.chain}:${t.tx}`, t])).values()].sort(
    (a, b) => (a.tx < b.tx ? -1 : 1),
  );
  if (unique.length === 0) return [];
  await deleteMoved(tx, unique, idOf);
  const stored = await insertTransactions(tx, unique, idOf);
  const fresh = unique.filter((t) => stored.has(encodeHash(t.tx).toString('hex')));
  await insertOutputs(tx, fresh, idOf);
  await insertInputs(tx, fresh, idOf);
  return fresh;
}

/**
 * Those that a reorganisation put into another block. Two coinbases of Bitcoin came twice (BIP 30)
 * and no other can: of them the later one counts, whichever is read last.
 */
async function deleteMoved(
  tx: Transaction,
  transactions: readonly UtxoTransaction[],
  idOf: IdOf,
): Promise<void> {
  await sql`
    delete from utxo_transaction t
    using unnest(${bigints(transactions.map((t) => idOf(t.chain)))}::bigint[],
      ${byteas(transactions.map((t) => encodeHash(t.tx)))}::bytea[],
      ${byteas(transactions.map((t) => encodeHash(t.blockHash)))}::bytea[],
      ${bigints(transactions.map((t) => t.height))}::bigint[])
      as g(chain_id, tx, block_hash, height)
    where t.chain_id = g.chain_id and t.tx = g.tx and t.block_hash <> g.block_hash
      and (not t.coinbase or t.height <= g.height)`.execute(tx);
}

/** The ids, as hex of their stored form, that were not there. */
async function insertTransactions(
  tx: Transaction,
  transactions: readonly UtxoTransaction[],
  idOf: IdOf,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ tx: Buffer }>`
    insert into utxo_transaction (chain_id, tx, height, tx_index, block_hash, time, coinbase,
      version, lock_time)
    select * from unnest(${bigints(transactions.map((t) => idOf(t.chain)))}::bigint[],
      ${byteas(transactions.map((t) => encodeHash(t.tx)))}::bytea[],
      ${bigints(transactions.map((t) => t.height))}::bigint[],
      ${integers(transactions.map((t) => t.txIndex))}::int[],
      ${byteas(transactions.map((t) => encodeHash(t.blockHash)))}::bytea[],
      ${timestamps(transactions.map((t) => t.time))}::timestamptz[],
      ${booleans(transactions.map((t) => t.coinbase))}::boolean[],
      ${bigints(transactions.map((t) => t.version))}::bigint[],
      ${bigints(transactions.map((t) => t.lockTime))}::bigint[])
    on conflict do nothing returning tx`.execute(tx);
  return new Set(rows.map((row) => row.tx.toString('hex')));
}

async function insertOutputs(
  tx: Transaction,
  transactions: readonly UtxoTransaction[],
  idOf: IdOf,
): Promise<void> {
  const rows = transactions.flatMap(({ chain, tx: id, outputs }) =>
    outputs.map((output, position) => ({ chain, id: encodeHash(id), output, position })),
  );
  await sql`
    insert into utxo_output (chain_id, tx, position, account_id, amount_base, script, script_kind,
      memo)
    select chain_id, tx, position, nullif(account_id, ${noAccount}), amount_base, script,
      script_kind, decode(memo, 'hex')
    from unnest(${bigints(rows.map((r) => idOf(r.chain)))}::bigint[],
      ${byteas(rows.map((r) => r.id))}::bytea[],
      ${integers(rows.map((r) => r.position))}::int[],
      ${bigints(rows.map((r) => accountIdOf(r.output, idOf)))}::bigint[],
      ${rows.map((r) => r.output.amountBase.toString())}::numeric[],
      ${byteas(rows.map((r) => Buffer.from(r.output.script, 'hex')))}::bytea[],
      ${texts(rows.map((r) => r.output.scriptKind))}::text[],
      ${texts(rows.map((r) => r.output.memo))}::text[])
      as o(chain_id, tx, position, account_id, amount_base, script, script_kind, memo)`.execute(tx);
}

async function insertInputs(
  tx: Transaction,
  transactions: readonly UtxoTransaction[],
  idOf: IdOf,
): Promise<void> {
  const rows = transactions.flatMap(({ chain, tx: id, inputs }) =>
    inputs.map((input, position) => ({ chain, id: encodeHash(id), input, position })),
  );
  await sql`
    insert into utxo_input (chain_id, tx, position, spent_tx, spent_position, sequence, account_id,
      amount_base, script, script_kind)
    select chain_id, tx, position, spent_tx, spent_position, sequence,
      nullif(account_id, ${noAccount}), amount_base, decode(script, 'hex'), script_kind
    from unnest(${bigints(rows.map((r) => idOf(r.chain)))}::bigint[],
      ${byteas(rows.map((r) => r.id))}::bytea[],
      ${integers(rows.map((r) => r.position))}::int[],
      ${byteas(rows.map((r) => encodeHash(r.input.outpoint.tx)))}::bytea[],
      ${bigints(rows.map((r) => r.input.outpoint.index))}::bigint[],
      ${bigints(rows.map((r) => r.input.sequence))}::bigint[],
      ${bigints(rows.map((r) => accountIdOf(r.input.coin, idOf)))}::bigint[],
      ${rows.map((r) => r.input.coin?.amountBase.toString() ?? null)}::numeric[],
      ${texts(rows.map((r) => r.input.coin?.script))}::text[],
      ${texts(rows.map((r) => r.input.coin?.scriptKind))}::text[])
      as i(chain_id, tx, position, spent_tx, spent_position, sequence, account_id, amount_base,
        script, script_kind)`.execute(tx);
}

function accountIdOf(coin: Coin | undefined, idOf: IdOf): number {
  return coin?.account === undefined ? noAccount : idOf(coin.account);
}
