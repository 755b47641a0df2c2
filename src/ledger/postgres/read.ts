import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Transaction } from '../../database/database.ts';
import type { AccountId, AssetId, ChainId } from '../../domain/caip.ts';
import type { HeightRange } from '../../domain/coverage.ts';
import type { Transfer, TransferKind } from '../../domain/transfer.ts';
import { compareTransfers } from '../../domain/transfer.ts';
import { decodeHash, encodeHash } from './hash-codec.ts';
import type { Names } from './names.ts';
import { type OwnedTransfer, withoutSharedTwins } from './shared-twins.ts';

/** Owner of what came from chain sources. */
export const sharedOwner = '00000000-0000-0000-0000-000000000000';

interface TransferRow {
  readonly shared: boolean;
  readonly height: number;
  readonly from_id: number;
  readonly to_id: number;
  readonly asset_id: number;
  readonly time: Date;
  readonly tx_index: number;
  readonly position: number;
  readonly order_inferred: boolean;
  readonly tx: Buffer;
  readonly block_hash: Buffer;
  readonly amount_base: string;
  readonly kind: TransferKind;
  readonly memo: string | null;
  readonly suspect: 'poisoning' | 'unlisted-asset' | 'spoofed' | null;
}

const columns = sql.raw(`owner = '${sharedOwner}' as shared, height, from_id, to_id, asset_id, time,
  tx_index, position, order_inferred, tx, block_hash, amount_base, kind, memo, suspect`);
const canonical = sql.raw('height, tx_index, tx, position');

export interface StoredQuery {
  readonly chain: ChainId;
  readonly chainId: number;
  readonly accountIds: readonly number[];
  readonly assetId?: number;
  readonly range: HeightRange;
  readonly transfersMax: number;
}

/**
 * Transfers from or to the accounts, in canonical order. Each account is walked along its own two
 * indexes and given up after the limit, so that one busy account does not cost a scan.
 */
export async function readTransfers(
  tx: Transaction,
  query: StoredQuery,
  names: Names,
): Promise<{ transfers: readonly Transfer[]; truncated: boolean }> {
  const limit = query.transfersMax + 1;
  const ids = sql`${query.accountIds}::bigint[]`;
  const inScope = sql`chain_id = ${query.chainId}
    and height between ${query.range.fromHeight} and ${query.range.toHeight}
    ${query.assetId === undefined ? sql`` : sql`and asset_id = ${query.assetId}`}`;
  const walk = (account: RawBuilder<unknown>) => sql`(select ${columns} from transfer
    where ${account} and ${inScope} order by ${canonical} limit ${limit})`;
  const { rows } = await sql<TransferRow>`
    select t.* from unnest(${ids}) as a(id) cross join lateral (
      ${walk(sql`from_id = a.id`)} union all
      ${walk(sql`to_id = a.id and from_id <> all(${ids})`)}) t
    order by ${canonical} limit ${limit}`.execute(tx);
  const found = await decodeRows(tx, query.chain, rows.slice(0, query.transfersMax), names);
  return { transfers: withoutSharedTwins(found), truncated: rows.length === limit };
}

/** Transfers of one transaction, in canonical order. */
export async function readTransaction(
  tx: Transaction,
  owners: readonly string[],
  chain: ChainId,
  chainId: number,
  hash: string,
  names: Names,
): Promise<readonly Transfer[]> {
  const { rows } = await sql<TransferRow>`
    select ${columns} from transfer
    where owner = any(${owners}::uuid[]) and chain_id = ${chainId} and tx = ${encodeHash(hash)}`.execute(
    tx,
  );
  return withoutSharedTwins(await decodeRows(tx, chain, rows, names));
}

async function decodeRows(
  tx: Transaction,
  chain: ChainId,
  rows: readonly TransferRow[],
  names: Names,
): Promise<OwnedTransfer[]> {
  const nameOf = await names.namesOf(tx, idsOf(rows));
  const decoded = rows.map((row) => ({
    shared: row.shared,
    transfer: decodeRow(chain, row, nameOf),
  }));
  // The server ordered hashes by their bytes; ids that are no hex may sort otherwise as text.
  return decoded.sort((a, b) => compareTransfers(a.transfer, b.transfer));
}

function* idsOf(rows: readonly TransferRow[]): Generator<number> {
  for (const row of rows) {
    yield row.from_id;
    yield row.to_id;
    yield row.asset_id;
  }
}

// CAST (thrice): what was stored came in under these types.
function decodeRow(chain: ChainId, row: TransferRow, nameOf: (id: number) => string): Transfer {
  return {
    chain,
    height: row.height,
    blockHash: decodeHash(row.block_hash),
    time: row.time.toISOString(),
    tx: decodeHash(row.tx),
    txIndex: row.tx_index,
    position: row.position,
    from: nameOf(row.from_id) as AccountId,
    to: nameOf(row.to_id) as AccountId,
    asset: nameOf(row.asset_id) as AssetId,
    amountBase: BigInt(row.amount_base),
    kind: row.kind,
    ...(row.memo === null ? {} : { memo: row.memo }),
    ...(row.order_inferred ? { orderInferred: true } : {}),
    ...(row.suspect === null ? {} : { suspect: row.suspect }),
  };
}
