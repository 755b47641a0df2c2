import { type RawBuilder, sql } from 'kysely';
import type { PreparedRead, PreparedValue } from '../../database/prepared-read.ts';
import type { AccountId, AssetId, ChainId } from '../../domain/caip.ts';
import type { HeightRange } from '../../domain/coverage.ts';
import { hashedIds, integers } from './binary-array.ts';
import { encodeHash, shortHash } from './hash-codec.ts';
import type { HashFilter } from './hash-filter.ts';

/** Owner of what came from chain sources. */
export const sharedOwner = '00000000-0000-0000-0000-000000000000';

const columns = `owner = '${sharedOwner}' as shared, generation, height, time, asset_id,
  tx_hash, tx_index, position, order_inferred, from_account, to_account, tx, block_hash, amount_base,
  kind, memo, suspect`;

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

/** A read with what is asked in it. */
export interface AskedRead {
  readonly read: PreparedRead;
  readonly values: readonly PreparedValue[];
}

/** Transfers from or to accounts. */
export function transfersQuery(query: StoredQuery): AskedRead {
  const { chain, asset, range, untilTime = 'infinity' } = query;
  const prefix = chain.length + 1;
  const asked = hashedIds(query.accounts, prefix);
  const sealed = sealedProbes(query.accounts, asked.hashes, query.sealed);
  const probed = hashedIds(sealed.accounts, prefix);
  const read = reads[query.ordered ? 'ordered' : 'any'][asset === undefined ? 'all' : 'ofAsset'];
  const values = [
    ...[chain, String(range.fromHeight), String(range.toHeight), untilTime, String(query.rowsMax)],
    ...[asked.bytes, integers(asked.hashes), integers([...query.sealed.keys()])],
    ...[probed.bytes, integers(probed.hashes), integers(sealed.generations)],
    hashedIds(query.known, prefix).bytes,
  ];
  return { read, values: asset === undefined ? values : [...values, asset] };
}

/**
 * Each account is walked along its own indexes in each generation that may have it, and given up
 * after the limit where the first ones are wanted, so that a busy one costs no scan. A transfer
 * between two of them is found from its sender.
 *
 * One plan serves all values, and takes every list for short: none is joined with another one.
 * Accounts are walked in the order of the indexes, so that what one look brought near serves the next.
 */
function transfersRead(name: string, ordered: boolean, ofAsset: boolean): PreparedRead {
  const inScope = `generation = a.generation
    and (+chain_id) = (select id from ledger_name where name = $1)
    and height between $2::bigint and $3::bigint and time <= $4::timestamptz
    ${ofAsset ? 'and asset_id = (select id from ledger_name where name = $13)' : ''}`;
  const first = ordered ? 'order by height limit $5::bigint' : '';
  const text = `
    with asked as materialized (
      select account, hash from unnest($6::bytea[], $7::int[]) as a(account, hash) order by hash),
    probe as materialized (
      select account, hash, generation from asked cross join ledger_generation
        where generation <> all($8::int[])
      union all
      (select account, hash, generation
        from unnest($9::bytea[], $10::int[], $11::int[]) as s(account, hash, generation)
        order by generation, hash)),
    known as materialized (select account from asked union all select unnest($12::bytea[]))
    select t.* from probe a cross join lateral (
          (select ${columns} from transfer where ${inScope}
            and from_hash = a.hash and from_account = a.account ${first})
          union all
          (select ${columns} from transfer where ${inScope}
            and to_hash = a.hash and to_account = a.account
            and from_account not in (select account from known) ${first})) t
      ${ordered ? 'order by height, tx_index, tx, position' : ''} limit $5::bigint`;
  return { name, text };
}

const reads = {
  any: {
    all: transfersRead('wagetrace_transfers', false, false),
    ofAsset: transfersRead('wagetrace_transfers_of_asset', false, true),
  },
  ordered: {
    all: transfersRead('wagetrace_first_transfers', true, false),
    ofAsset: transfersRead('wagetrace_first_transfers_of_asset', true, true),
  },
};

/** Accounts, each with a sealed generation that may have it. */
function sealedProbes(
  accounts: readonly AccountId[],
  hashes: readonly number[],
  sealed: ReadonlyMap<number, HashFilter>,
) {
  const found: AccountId[] = [];
  const generations: number[] = [];
  for (const [generation, filter] of sealed) {
    for (const [at, account] of accounts.entries()) {
      if (!filter.mayHave(hashes[at] ?? 0)) continue;
      found.push(account);
      generations.push(generation);
    }
  }
  return { accounts: found, generations };
}

/**
 * The chain as a condition that no index answers: with figures from the first blocks of a chain the
 * server takes later heights for empty, and would read all of them by the key for each account.
 */
export function ofChain(id: RawBuilder<unknown> | number | null): RawBuilder<boolean> {
  return sql`(+chain_id) = ${id}`;
}

/** Transfers of one transaction. */
export function transactionQuery(chain: ChainId, tx: string): AskedRead {
  const spelled = encodeHash(tx);
  return { read: transactionRead, values: [chain, String(shortHash(spelled)), spelled] };
}

/** Without `offset` it may be joined the other way round: the whole index is read then. */
const transactionRead: PreparedRead = {
  name: 'wagetrace_transaction',
  text: `select t.* from ledger_generation g cross join lateral (
      select ${columns} from transfer
      where generation = g.generation and tx_hash = $2::int and tx = $3::bytea
        and (+chain_id) = (select id from ledger_name where name = $1) offset 0) t`,
};
