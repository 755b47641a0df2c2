import { type RawBuilder, sql } from 'kysely';
import type { Transaction } from '../../database/database.ts';
import type { ChainId } from '../../domain/caip.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { Transfer } from '../../domain/transfer.ts';
import { transferKey } from '../../domain/transfer.ts';
import type { IdOf } from './append.ts';
import {
  bigints,
  booleans,
  hashedIds,
  integers,
  numerics,
  texts,
  timestamps,
} from './binary-array.ts';
import { holdGeneration } from './generations.ts';

/** Rows of one statement: beyond this the parameters cost more memory than the round trip saves. */
const rowsMax = 10_000;

/** Where the transfers of a batch go. */
export interface AppendTarget {
  readonly owner: string;
  readonly generation: number;
  readonly idOf: IdOf;
}

/**
 * Stores the transfers; how many of their keys were not there. Throws `ledger.generation-sealed`.
 */
export async function appendTransfers(
  tx: Transaction,
  target: AppendTarget,
  transfers: readonly Transfer[],
): Promise<number> {
  if (transfers.length === 0) return 0;
  await holdGeneration(tx, target.generation);
  let added = 0;
  for (const [chain, rows] of byChain(transfers)) {
    for (let start = 0; start < rows.length; start += rowsMax) {
      added += await insertTransfers(tx, target, chain, rows.slice(start, start + rowsMax));
    }
  }
  return added;
}

/** One statement may not touch a row twice: of equal keys the last one counts. */
function byChain(transfers: readonly Transfer[]): Map<ChainId, Transfer[]> {
  const unique = new Map(transfers.map((transfer) => [transferKey(transfer), transfer]));
  const chains = new Map<ChainId, Transfer[]>();
  for (const transfer of unique.values()) {
    const rows = chains.get(transfer.chain);
    if (rows) rows.push(transfer);
    else chains.set(transfer.chain, [transfer]);
  }
  return chains;
}

/** A row that holds a transfer of the batch at another height. */
interface MovedRow {
  /** Hex. */
  readonly tx: string;
  readonly position: number;
  readonly height: number;
}

/**
 * Rows go in by key, so that writers of the same transfers do not wait for each other in a ring.
 * One that stands at another height is looked for where a reorganisation left it, in the two newest
 * generations, and taken away; an older one is left out when it is read (`superseded.ts`).
 */
async function insertTransfers(
  tx: Transaction,
  target: AppendTarget,
  chain: ChainId,
  rows: readonly Transfer[],
): Promise<number> {
  const { owner, generation, idOf } = target;
  const chainId = idOf(chain);
  const result = await sql<{ added: number; moved: readonly MovedRow[] }>`
    with incoming as materialized (select * from ${incoming(chain, rows, idOf)}),
    moved as materialized (
      select t.*
      from incoming i cross join unnest(${sql.lit(newest(generation))}::int[]) as g
        cross join lateral (
          select tx, position, height from transfer t
          where t.generation = g and t.tx_hash = i.tx_hash and t.tx = i.tx
            and t.position = i.position and t.chain_id = ${chainId} and t.height <> i.height
            and t.owner = ${owner}::uuid offset 0) t),
    stored as (
      insert into transfer (generation, owner, chain_id, asset_id, height, time, from_hash, to_hash,
        tx_hash, tx_index, position, order_inferred, from_account, to_account, tx, block_hash,
        amount_base, kind, memo, suspect)
      select ${generation}::int, ${owner}::uuid, ${chainId}::bigint, i.* from incoming i
      order by height, tx, position
      on conflict (chain_id, height, tx, position, owner) do update
        set (generation, asset_id, time, from_hash, to_hash, tx_index, order_inferred, from_account, to_account,
            block_hash, amount_base, kind, memo, suspect)
          = (excluded.generation, excluded.asset_id, excluded.time, excluded.from_hash, excluded.to_hash,
            excluded.tx_index, excluded.order_inferred, excluded.from_account, excluded.to_account,
            excluded.block_hash, excluded.amount_base, excluded.kind, excluded.memo,
            excluded.suspect)
        where transfer.block_hash <> excluded.block_hash
      returning xmax = 0 as added)
    select count(*) filter (where added) as added,
      (select coalesce(jsonb_agg(jsonb_build_object('tx', encode(tx, 'hex'), 'position', position,
        'height', height)), '[]') from moved) as moved
    from stored`.execute(tx);
  const [{ added, moved } = { added: 0, moved: [] }] = result.rows;
  return added - (await removeMoved(tx, owner, chainId, moved));
}

/** The generations in which a reorganisation leaves what it moved, as an array of PostgreSQL. */
const newest = (generation: number): string =>
  generation > 0 ? `{${generation},${generation - 1}}` : '{0}';

/** How many of the rows were there to be taken away. A reorganisation moves few. */
async function removeMoved(
  tx: Transaction,
  owner: string,
  chainId: number,
  moved: readonly MovedRow[],
): Promise<number> {
  let removed = 0;
  for (const row of moved) {
    const { numAffectedRows } = await sql`
      delete from transfer where chain_id = ${chainId} and height = ${row.height}
        and tx = decode(${row.tx}, 'hex') and position = ${row.position} and owner = ${owner}`.execute(
      tx,
    );
    removed += Number(numAffectedRows ?? 0n);
  }
  return removed;
}

function incoming(chain: ChainId, rows: readonly Transfer[], idOf: IdOf): RawBuilder<unknown> {
  const from = accountsOf(chain, rows, (transfer) => transfer.from);
  const to = accountsOf(chain, rows, (transfer) => transfer.to);
  const tx = hashedIds(rows.map((transfer) => transfer.tx));
  const blockHash = hashedIds(rows.map((transfer) => transfer.blockHash));
  return sql`unnest(${bigints(rows.map((t) => idOf(t.asset)))}::bigint[],
    ${bigints(rows.map((t) => t.height))}::bigint[],
    ${timestamps(rows.map((t) => t.time))}::timestamptz[],
    ${from.hashes}::int[], ${to.hashes}::int[], ${tx.hashes}::int[],
    ${integers(rows.map((t) => t.txIndex))}::int[],
    ${integers(rows.map((t) => t.position))}::int[],
    ${booleans(rows.map((t) => t.orderInferred ?? false))}::boolean[],
    ${from.bytes}::bytea[], ${to.bytes}::bytea[], ${tx.bytes}::bytea[], ${blockHash.bytes}::bytea[],
    ${numerics(rows.map((t) => t.amountBase))}::numeric[],
    ${texts(rows.map((t) => t.kind))}::text[],
    ${texts(rows.map((t) => t.memo?.replaceAll('\u0000', '\ufffd')))}::text[],
    ${texts(rows.map((t) => t.suspect))}::text[])
    as t(asset_id, height, time, from_hash, to_hash, tx_hash, tx_index, position, order_inferred,
      from_account, to_account, tx, block_hash, amount_base, kind, memo, suspect)`;
}

/** The chain is a column of its own: an account is stored as its address. */
function accountsOf(
  chain: ChainId,
  rows: readonly Transfer[],
  accountOf: (transfer: Transfer) => string,
) {
  const prefix = `${chain}:`;
  const accounts = rows.map(accountOf);
  if (!accounts.every((account) => account.startsWith(prefix))) {
    throw new WagetraceError('ledger.foreign-account', 'An account is not of its transfer’s chain');
  }
  return hashedIds(accounts, prefix.length);
}
