import { sql } from 'kysely';
import type { Transaction } from '../../database/database.ts';
import type { ChainEvent, Transfer } from '../../domain/transfer.ts';
import { transferKey } from '../../domain/transfer.ts';
import type { Block } from '../../ports/transfer-ledger.ts';
import { bigints, booleans, byteas, integers, texts, timestamps } from './binary-array.ts';
import { encodeHash } from './hash-codec.ts';

/** Rows of one statement: beyond this the parameters cost more memory than the round trip saves. */
const rowsMax = 10_000;

/** The number of a chain, account or asset that was interned before. */
export type IdOf = (name: string) => number;

/** Stores the transfers; how many of their keys were not there. */
export async function appendTransfers(
  tx: Transaction,
  owner: string,
  transfers: readonly Transfer[],
  idOf: IdOf,
): Promise<number> {
  // One statement may not touch a row twice: of equal keys the last one counts.
  const unique = [...new Map(transfers.map((t) => [transferKey(t), t])).values()];
  let added = 0;
  for (let start = 0; start < unique.length; start += rowsMax) {
    added += await insertTransfers(tx, owner, unique.slice(start, start + rowsMax), idOf);
  }
  return added;
}

/** Rows go in by key, so that writers of the same transfers do not wait for each other in a ring. */
async function insertTransfers(
  tx: Transaction,
  owner: string,
  rows: readonly Transfer[],
  idOf: IdOf,
): Promise<number> {
  const result = await sql<{ added: number }>`
    with stored as (
      insert into transfer (owner, chain_id, height, from_id, to_id, asset_id, time, tx_index,
        position, order_inferred, tx, block_hash, amount_base, kind, memo, suspect)
      select ${owner}::uuid, chain_id, height, from_id, to_id, asset_id, time, tx_index,
        position, order_inferred, tx, block_hash, amount_base, kind, memo, suspect
      from unnest(${bigints(rows.map((t) => idOf(t.chain)))}::bigint[],
        ${bigints(rows.map((t) => t.height))}::bigint[],
        ${bigints(rows.map((t) => idOf(t.from)))}::bigint[],
        ${bigints(rows.map((t) => idOf(t.to)))}::bigint[],
        ${bigints(rows.map((t) => idOf(t.asset)))}::bigint[],
        ${timestamps(rows.map((t) => t.time))}::timestamptz[],
        ${integers(rows.map((t) => t.txIndex))}::int[],
        ${integers(rows.map((t) => t.position))}::int[],
        ${booleans(rows.map((t) => t.orderInferred ?? false))}::boolean[],
        ${byteas(rows.map((t) => encodeHash(t.tx)))}::bytea[],
        ${byteas(rows.map((t) => encodeHash(t.blockHash)))}::bytea[],
        ${rows.map((t) => t.amountBase.toString())}::numeric[],
        ${texts(rows.map((t) => t.kind))}::text[],
        ${texts(rows.map((t) => t.memo?.replaceAll('\u0000', '\ufffd')))}::text[],
        ${texts(rows.map((t) => t.suspect))}::text[])
        as t(chain_id, height, from_id, to_id, asset_id, time, tx_index, position, order_inferred,
          tx, block_hash, amount_base, kind, memo, suspect)
      order by tx, position
      on conflict (tx, position, chain_id, owner) do update
        set (height, from_id, to_id, asset_id, time, tx_index, order_inferred, block_hash,
            amount_base, kind, memo, suspect)
          = (excluded.height, excluded.from_id, excluded.to_id, excluded.asset_id, excluded.time,
            excluded.tx_index, excluded.order_inferred, excluded.block_hash, excluded.amount_base,
            excluded.kind, excluded.memo, excluded.suspect)
        where transfer.block_hash <> excluded.block_hash
      returning xmax = 0 as added)
    select count(*) filter (where added) as added from stored`.execute(tx);
  return result.rows[0]?.added ?? 0;
}

/** Stores events of catalogued contracts, which are shared. */
export async function appendEvents(
  tx: Transaction,
  events: readonly ChainEvent[],
  idOf: IdOf,
): Promise<void> {
  const unique = new Map(events.map((e) => [`${e.chain}:${e.tx}:${e.logIndex}`, e]));
  const rows = [...unique.values()].map((e) => ({
    chain_id: idOf(e.chain),
    tx: encodeHash(e.tx).toString('hex'),
    log_index: e.logIndex,
    tx_index: e.txIndex,
    height: e.height,
    block_hash: encodeHash(e.blockHash).toString('hex'),
    time: e.time,
    contract_id: idOf(e.contract),
    topics: e.topics,
    data: e.data,
  }));
  for (let start = 0; start < rows.length; start += rowsMax) {
    await sql`
      insert into chain_event (chain_id, height, contract_id, time, tx_index, log_index, tx,
        block_hash, topics, data)
      select chain_id, height, contract_id, time, tx_index, log_index, decode(tx, 'hex'),
        decode(block_hash, 'hex'), topics, data
      from jsonb_to_recordset(${JSON.stringify(rows.slice(start, start + rowsMax))}::jsonb)
        as e(chain_id bigint, height bigint, contract_id bigint, time timestamptz, tx_index int,
          log_index int, tx text, block_hash text, topics text[], data text)
      order by chain_id, tx, log_index
      on conflict (chain_id, tx, log_index) do update
        set (height, contract_id, time, tx_index, block_hash, topics, data)
          = (excluded.height, excluded.contract_id, excluded.time, excluded.tx_index,
            excluded.block_hash, excluded.topics, excluded.data)
        where chain_event.block_hash <> excluded.block_hash`.execute(tx);
  }
}

/** Stores which blocks were seen. */
export async function appendBlocks(
  tx: Transaction,
  blocks: readonly Block[],
  idOf: IdOf,
): Promise<void> {
  const rows = [...new Map(blocks.map((b) => [`${b.chain} ${b.height}`, b])).values()];
  if (rows.length === 0) return;
  await sql`
    insert into block (chain_id, height, hash)
    select chain_id, height, hash
    from unnest(${bigints(rows.map((b) => idOf(b.chain)))}::bigint[],
      ${bigints(rows.map((b) => b.height))}::bigint[],
      ${byteas(rows.map((b) => encodeHash(b.hash)))}::bytea[]) as b(chain_id, height, hash)
    order by chain_id, height
    on conflict (chain_id, height) do update set hash = excluded.hash
      where block.hash <> excluded.hash`.execute(tx);
}
