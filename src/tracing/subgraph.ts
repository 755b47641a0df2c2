import type { AccountId, AssetId } from '../domain/caip.ts';
import { type Transfer, type TransferKind, transferKey } from '../domain/transfer.ts';
import { type AmountColumn, amountColumn } from './amount-column.ts';
import { canonicalOrder } from './canonical-order.ts';
import { DenseIds } from './dense-ids.ts';
import type { PotId, TraceConversion } from './trace-request.ts';

/** Stands where a side of a transfer is no pot. */
export const noPot = 0xffffffff;

/**
 * Transfers in canonical order, as columns. Immutable once built. The position of a transfer in
 * the order is its index; accounts, assets and pots are dense numbers.
 */
export interface TransferColumns {
  readonly count: number;
  /** Pot that is debited; `noPot` for what is created (mint, coinbase, reward, withdrawal). */
  readonly from: Uint32Array;
  /** Pot that is credited. */
  readonly to: Uint32Array;
  readonly height: Uint32Array;
  readonly amount: AmountColumn;
  readonly potCount: number;
  /** Account of each pot. */
  readonly potAccount: Uint32Array;
  /** Asset of each pot. */
  readonly potAsset: Uint32Array;
}

/** The columns with the names that they stand for. */
export interface Subgraph extends TransferColumns {
  readonly accounts: readonly AccountId[];
  readonly assets: readonly AssetId[];
  /** By index. */
  readonly transfers: readonly Transfer[];
  indexOf(key: string): number | undefined;
  accountOf(account: AccountId): number | undefined;
  potOf(pot: PotId): number | undefined;
}

/** Kinds that create value: their `from` is no pot and is not debited. */
const created: ReadonlySet<TransferKind> = new Set(['mint', 'coinbase', 'reward', 'withdrawal']);

/**
 * Puts loaded transfers in canonical order and numbers what they name. Left out, since they move
 * nothing: transfers of zero, to oneself, and suspect ones. A transfer given twice counts once.
 */
export function buildSubgraph(
  transfers: readonly Transfer[],
  conversions: readonly TraceConversion[] = [],
): Subgraph {
  const moving = transfers.filter((t) => t.amountBase > 0n && t.from !== t.to && !t.suspect);
  return numberTransfers(canonicalOrder(moving, conversions));
}

/** Numbers transfers that are in order already and all move something. */
export function numberTransfers(ordered: readonly Transfer[]): Subgraph {
  const accounts = new DenseIds<AccountId>();
  const assets = new DenseIds<AssetId>();
  const pots = new DenseIds<string>();
  const potAccount: number[] = [];
  const potAsset: number[] = [];
  const potNumber = (account: AccountId, asset: AssetId): number => {
    const accountNumber = accounts.add(account);
    const assetNumber = assets.add(asset);
    const pot = pots.add(`${accountNumber}:${assetNumber}`);
    potAccount[pot] = accountNumber;
    potAsset[pot] = assetNumber;
    return pot;
  };
  const from = new Uint32Array(ordered.length).fill(noPot);
  const to = new Uint32Array(ordered.length);
  for (const [index, transfer] of ordered.entries()) {
    if (!created.has(transfer.kind)) from[index] = potNumber(transfer.from, transfer.asset);
    to[index] = potNumber(transfer.to, transfer.asset);
  }
  const indexByKey = new Map(ordered.map((transfer, index) => [transferKey(transfer), index]));
  return {
    count: ordered.length,
    from,
    to,
    height: Uint32Array.from(ordered, (transfer) => transfer.height),
    amount: amountColumn(ordered.map((transfer) => transfer.amountBase)),
    potCount: pots.count,
    potAccount: Uint32Array.from(potAccount),
    potAsset: Uint32Array.from(potAsset),
    accounts: accounts.values,
    assets: assets.values,
    transfers: ordered,
    indexOf: (key) => indexByKey.get(key),
    accountOf: (account) => accounts.find(account),
    potOf: ({ account, asset }) => pots.find(`${accounts.find(account)}:${assets.find(asset)}`),
  };
}
