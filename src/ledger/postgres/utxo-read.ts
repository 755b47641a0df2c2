import { sql } from 'kysely';
import type { Transaction } from '../../database/database.ts';
import type { AccountId, ChainId } from '../../domain/caip.ts';
import type { HeightRange } from '../../domain/coverage.ts';
import type {
  Coin,
  Outpoint,
  ScriptKind,
  UtxoInput,
  UtxoOutput,
  UtxoTransaction,
} from '../../domain/utxo.ts';
import { bigints, byteas } from './binary-array.ts';
import { decodeHash, encodeHash } from './hash-codec.ts';
import type { Names } from './names.ts';

interface TransactionRow {
  readonly tx: Buffer;
  readonly height: number;
  readonly tx_index: number;
  readonly block_hash: Buffer;
  readonly time: Date;
  readonly coinbase: boolean;
  readonly version: number;
  readonly lock_time: number;
}

interface OutputRow {
  readonly tx: Buffer;
  readonly account_id: number | null;
  readonly amount_base: string;
  readonly script: Buffer;
  readonly script_kind: ScriptKind;
  readonly memo: Buffer | null;
}

interface InputRow {
  readonly tx: Buffer;
  readonly spent_tx: Buffer;
  readonly spent_position: number;
  readonly sequence: number;
  readonly account_id: number | null;
  readonly amount_base: string | null;
  readonly script: Buffer | null;
  readonly script_kind: ScriptKind | null;
}

/** Whole transactions by their stored ids, in block order. */
export async function readUtxo(
  tx: Transaction,
  chain: ChainId,
  chainId: number,
  ids: readonly Buffer[],
  names: Names,
): Promise<UtxoTransaction[]> {
  const wanted = sql`chain_id = ${chainId} and tx = any(${byteas(ids)}::bytea[])`;
  const transactions = await sql<TransactionRow>`
    select tx, height, tx_index, block_hash, time, coinbase, version, lock_time
    from utxo_transaction where ${wanted} order by height, tx_index`.execute(tx);
  const outputs = await sql<OutputRow>`
    select tx, account_id, amount_base, script, script_kind, memo
    from utxo_output where ${wanted} order by tx, position`.execute(tx);
  const inputs = await sql<InputRow>`
    select tx, spent_tx, spent_position, sequence, account_id, amount_base, script, script_kind
    from utxo_input where ${wanted} order by tx, position`.execute(tx);
  const accounts = [...outputs.rows, ...inputs.rows].flatMap((row) => row.account_id ?? []);
  const nameOf = await names.namesOf(tx, accounts);
  // CAST: only accounts stand in the columns of accounts.
  const accountOf = (id: number | null) => (id === null ? undefined : (nameOf(id) as AccountId));
  const outputsOf = byTransaction(outputs.rows, (row) => outputOf(row, accountOf));
  const inputsOf = byTransaction(inputs.rows, (row) => inputOf(row, accountOf));
  return transactions.rows.map((row) => ({
    chain,
    height: row.height,
    blockHash: decodeHash(row.block_hash),
    time: row.time.toISOString(),
    tx: decodeHash(row.tx),
    txIndex: row.tx_index,
    coinbase: row.coinbase,
    version: row.version,
    lockTime: row.lock_time,
    inputs: inputsOf(row.tx),
    outputs: outputsOf(row.tx),
  }));
}

/** Stored ids of the transactions that spend the coins. */
export async function spenderIds(
  tx: Transaction,
  chainId: number,
  coins: readonly Outpoint[],
): Promise<Buffer[]> {
  const { rows } = await sql<{ tx: Buffer }>`
    select distinct i.tx
    from unnest(${byteas(coins.map((coin) => encodeHash(coin.tx)))}::bytea[],
      ${bigints(coins.map((coin) => coin.index))}::bigint[]) as c(spent_tx, spent_position)
    join utxo_input i using (spent_tx, spent_position)
    where i.chain_id = ${chainId}`.execute(tx);
  return rows.map((row) => row.tx);
}

/** Who holds coins: accounts by number, and those without an address by the SHA-256 of their script. */
export interface Holders {
  readonly accountIds: readonly number[];
  readonly scripts: readonly Buffer[];
}

/** Stored ids of the transactions with a coin of the holders on either side, in block order. */
export async function holderTransactionIds(
  tx: Transaction,
  chainId: number,
  { accountIds, scripts }: Holders,
  range: HeightRange,
  limit: number,
): Promise<Buffer[]> {
  const ids = sql`${accountIds}::bigint[]`;
  const ofScript = sql`chain_id = ${chainId} and account_id is null
    and sha256(script) = any(${byteas(scripts)}::bytea[])`;
  const byScript = sql`
    union select tx from utxo_output where ${ofScript} and script_kind <> 'op-return'
    union select tx from utxo_input where ${ofScript} and script is not null`;
  const { rows } = await sql<{ tx: Buffer }>`
    select t.tx from utxo_transaction t
    where t.chain_id = ${chainId}
      and t.height between ${range.fromHeight} and ${range.toHeight}
      and t.tx in (
        select tx from utxo_output where account_id = any(${ids}) and chain_id = ${chainId}
        union select tx from utxo_input where account_id = any(${ids}) and chain_id = ${chainId}
        ${scripts.length > 0 ? byScript : sql``})
    order by t.height, t.tx_index limit ${limit}`.execute(tx);
  return rows.map((row) => row.tx);
}

function outputOf(row: OutputRow, accountOf: (id: number | null) => AccountId | undefined) {
  const output: UtxoOutput = {
    amountBase: BigInt(row.amount_base),
    script: row.script.toString('hex'),
    scriptKind: row.script_kind,
    account: accountOf(row.account_id),
  };
  return row.memo === null ? output : { ...output, memo: row.memo.toString('hex') };
}

function inputOf(
  row: InputRow,
  accountOf: (id: number | null) => AccountId | undefined,
): UtxoInput {
  const { amount_base, script, script_kind } = row;
  const coin: Coin | undefined =
    amount_base === null || script === null || script_kind === null
      ? undefined
      : {
          amountBase: BigInt(amount_base),
          script: script.toString('hex'),
          scriptKind: script_kind,
          account: accountOf(row.account_id),
        };
  const outpoint = { tx: decodeHash(row.spent_tx), index: row.spent_position };
  return { outpoint, coin, sequence: row.sequence };
}

/** What rows say, by the transaction that they are of, in their order. */
function byTransaction<Row extends { readonly tx: Buffer }, Item>(
  rows: readonly Row[],
  read: (row: Row) => Item,
): (tx: Buffer) => readonly Item[] {
  const items = new Map<string, Item[]>();
  for (const row of rows) {
    const key = row.tx.toString('hex');
    const list = items.get(key);
    if (list) list.push(read(row));
    else items.set(key, [read(row)]);
  }
  return (tx) => items.get(tx.toString('hex')) ?? [];
}
