import { sql } from 'kysely';
import type { Transaction } from '../../database/database.ts';
import type { ChainEvent } from '../../domain/transfer.ts';
import type { Block } from '../../ports/transfer-ledger.ts';
import { bigints, byteas } from './binary-array.ts';
import { encodeHash } from './hash-codec.ts';

/** Rows of one statement: beyond this the parameters cost more memory than the round trip saves. */
const rowsMax = 10_000;

/** The number of a chain, account or asset that was interned before. */
export type IdOf = (name: string) => number;

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

/**
 * Stores which blocks were seen. Where another one is kept at the height, that one stays: only so is
 * it noticed that the chain replaced it, and everything that stands on it taken back.
 */
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
    on conflict (chain_id, height) do nothing`.execute(tx);
}
