import { type RawBuilder, sql } from 'kysely';
import { ByteWriter } from '../../database/byte-writer.ts';
import type { AccountId, AssetId, ChainId } from '../../domain/caip.ts';
import type { HeightRange } from '../../domain/coverage.ts';
import { encodeHash, shortHash, writeHash } from './hash-codec.ts';
import type { HashFilter } from './hash-filter.ts';

/** Of most ids: an address of EVM and how it is spelled. */
const idBytes = 21;

/** Owner of what came from chain sources. */
export const sharedOwner = '00000000-0000-0000-0000-000000000000';

const columns = sql.raw(`owner = '${sharedOwner}' as shared, generation, height, time, asset_id,
  tx_hash, tx_index, position, order_inferred, from_account, to_account, tx, block_hash, amount_base,
  kind, memo, suspect`);

/** Where each column of these queries stands. */
export const place = {
  shared: 0,
  generation: 1,
  height: 2,
  time: 3,
  assetId: 4,
  txHash: 5,
  txIndex: 6,
  position: 7,
  orderInferred: 8,
  from: 9,
  to: 10,
  tx: 11,
  blockHash: 12,
  amountBase: 13,
  kind: 14,
  memo: 15,
  suspect: 16,
} as const;

export interface StoredQuery {
  readonly chain: ChainId;
  readonly accounts: readonly AccountId[];
  /** What they paid is left out. */
  readonly known: readonly AccountId[];
  readonly asset: AssetId | undefined;
  readonly range: HeightRange;
  readonly untilTime: string | undefined;
  readonly rowsMax: number;
  /** The first ones in canonical order, and not any. */
  readonly ordered: boolean;
  /** Generations of which a filter says who is in them; all others are asked for everybody. */
  readonly sealed: ReadonlyMap<number, HashFilter>;
}

/**
 * Transfers from or to accounts. Each account is walked along its own indexes in each generation
 * that may have it, and given up after the limit where the first ones are wanted, so that a busy one costs no scan.
 * One between two of them is found from its sender.
 */
export function transfersQuery(query: StoredQuery): RawBuilder<unknown> {
  const { chain, asset, range, untilTime } = query;
  const asked = spell(query.accounts, chain.length + 1);
  const known = spell(query.known, chain.length + 1);
  const hashes = sql.lit(`{${asked.hashes.join()}}`);
  const limit = sql.lit(query.rowsMax);
  const inScope = sql`generation = a.generation and ${ofChain(idOf(chain))}
    and height between ${sql.lit(range.fromHeight)} and ${sql.lit(range.toHeight)}
    ${asset === undefined ? sql`` : sql`and asset_id = ${idOf(asset)}`}
    ${untilTime === undefined ? sql`` : sql`and time <= ${sql.lit(untilTime)}::timestamptz`}`;
  const first = query.ordered ? sql`order by height limit ${limit}` : sql``;
  return sql`
    with asked as materialized (
      select account, hash, place
      from unnest(${asked.bytes}, ${hashes}::int[]) with ordinality as a(account, hash, place)),
    probe as materialized (
      select account, hash, generation from asked cross join ledger_generation
        where generation <> all(${sql.lit(`{${[...query.sealed.keys()].join()}}`)}::int[])
      union all
      select account, hash, generation
        from ${sealedProbes(asked.hashes, query.sealed)} as s(place, generation)
          join asked using (place)),
    known as materialized (select account from asked union all select unnest(${known.bytes}))
    select t.* from probe a cross join lateral (
          (select ${columns} from transfer where ${inScope}
            and from_hash = a.hash and from_account = a.account ${first})
          union all
          (select ${columns} from transfer where ${inScope}
            and to_hash = a.hash and to_account = a.account
            and from_account not in (select account from known) ${first})) t
      ${query.ordered ? sql`order by height, tx_index, tx, position` : sql``} limit ${limit}`;
}

/** Places of accounts, with the sealed generations that may have them. */
function sealedProbes(
  hashes: readonly number[],
  sealed: ReadonlyMap<number, HashFilter>,
): RawBuilder<unknown> {
  const places: number[] = [];
  const generations: number[] = [];
  for (const [generation, filter] of sealed) {
    for (let at = 0; at < hashes.length; at += 1) {
      if (!filter.mayHave(hashes[at] ?? 0)) continue;
      places.push(at + 1);
      generations.push(generation);
    }
  }
  const [first, second] = [places, generations].map((column) => sql.lit(`{${column.join()}}`));
  return sql`unnest(${first}::bigint[], ${second}::int[])`;
}

/**
 * The chain as a condition that no index answers: with figures from the first blocks of a chain the
 * server takes later heights for empty, and would read all of them by the key for each account.
 */
export function ofChain(id: RawBuilder<unknown> | number | null): RawBuilder<boolean> {
  return sql`(+chain_id) = ${id}`;
}

/** Transfers of one transaction. */
export function transactionQuery(chain: ChainId, tx: string): RawBuilder<unknown> {
  const spelled = encodeHash(tx);
  return sql`
    select t.* from ledger_generation g cross join lateral (
      select ${columns} from transfer
      where generation = g.generation and tx_hash = ${sql.lit(shortHash(spelled))}
        and tx = ${bytea(spelled)} and chain_id = ${idOf(chain)}) t`;
}

const idOf = (name: string): RawBuilder<unknown> =>
  sql`(select id from ledger_name where name = ${sql.lit(name)})`;

const bytea = (bytes: Buffer): RawBuilder<unknown> =>
  sql`${sql.lit(`\\x${bytes.toString('hex')}`)}::bytea`;

/** Ids as rows spell them, without what stands before `from`, as an array, and their short hashes. */
function spell(ids: readonly string[], from: number) {
  const into = new ByteWriter(ids.length * idBytes);
  const hashes: number[] = [];
  const ends: number[] = [];
  for (const id of ids) {
    const start = into.length;
    writeHash(into, id, from);
    hashes.push(shortHash(into.buffer, start, into.length));
    ends.push(into.length);
  }
  const digits = into.bytes().toString('hex');
  const elements = ends.map(
    (end, at) => `"\\\\x${digits.slice(2 * (ends[at - 1] ?? 0), 2 * end)}"`,
  );
  return { hashes, bytes: sql`${sql.lit(`{${elements.join()}}`)}::bytea[]` };
}
