import { type AccountId, type AssetId, chainOf } from '../domain/caip.ts';
import { type TransferKind, transferKey } from '../domain/transfer.ts';
import { type AmountColumn, amountColumn } from './amount-column.ts';
import { canonicalOrder } from './canonical-order.ts';
import { type CoinPot, type PotTransfer, spendAccount } from './coin-transfers.ts';
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
  readonly transfers: readonly PotTransfer[];
  /** Which coin or spend each pot is, on UTXO chains; undefined for pots of account ledgers. */
  coinPotOf(pot: number): CoinPot | undefined;
  indexOf(key: string): number | undefined;
  accountOf(account: AccountId): number | undefined;
  potOf(pot: PotId): number | undefined;
}

/** Kinds that create value: their `from` is no pot and is not debited. */
const created: ReadonlySet<TransferKind> = new Set(['mint', 'coinbase', 'reward', 'withdrawal']);

/** Whether a transfer of this kind is debited from nobody. */
export function createsValue(kind: TransferKind): boolean {
  return created.has(kind);
}

/**
 * Puts loaded transfers in canonical order and numbers what they name. Left out, since they move
 * nothing: transfers of zero, to oneself, and suspect ones. A transfer given twice counts once.
 */
export function buildSubgraph(
  transfers: readonly PotTransfer[],
  conversions: readonly TraceConversion[] = [],
): Subgraph {
  const moving = transfers.filter(
    // A coin that pays its own holder is another coin.
    (t) => t.amountBase > 0n && (t.pots !== undefined || t.from !== t.to) && !t.suspect,
  );
  return numberTransfers(canonicalOrder(moving, conversions));
}

/** Numbers transfers that are in order already and all move something. */
export function numberTransfers(ordered: readonly PotTransfer[]): Subgraph {
  const pots = new PotNumbers();
  const from = new Uint32Array(ordered.length).fill(noPot);
  const to = new Uint32Array(ordered.length);
  for (const [index, transfer] of ordered.entries()) {
    const { asset, pots: sides } = transfer;
    if (!created.has(transfer.kind)) from[index] = pots.add(transfer.from, asset, sides?.from);
    to[index] = pots.add(transfer.to, asset, sides?.to);
  }
  const indexByKey = new Map(ordered.map((transfer, index) => [transferKey(transfer), index]));
  return {
    count: ordered.length,
    from,
    to,
    height: Uint32Array.from(ordered, (transfer) => transfer.height),
    amount: amountColumn(ordered.map((transfer) => transfer.amountBase)),
    potCount: pots.count,
    potAccount: Uint32Array.from(pots.accountOfPot),
    potAsset: Uint32Array.from(pots.assetOfPot),
    accounts: pots.accounts.values,
    assets: pots.assets.values,
    transfers: ordered,
    coinPotOf: (pot) => pots.coinPots.get(pot),
    indexOf: (key) => indexByKey.get(key),
    accountOf: (account) => pots.accounts.find(account),
    potOf: (pot) => pots.find(pot),
  };
}

/** Numbers pots, and the accounts and assets that they are of. */
class PotNumbers {
  readonly accounts = new DenseIds<AccountId>();
  readonly assets = new DenseIds<AssetId>();
  readonly accountOfPot: number[] = [];
  readonly assetOfPot: number[] = [];
  /** Pots of UTXO chains alone. */
  readonly coinPots = new Map<number, CoinPot>();
  readonly #pots = new DenseIds<string>();

  get count(): number {
    return this.#pots.count;
  }

  add(account: AccountId, asset: AssetId, coinPot: CoinPot | undefined): number {
    // An output comes out of its transaction, whoever its transfer names as the payer.
    const holder = coinPot?.kind === 'spend' ? spendAccount(chainOf(asset), coinPot.key) : account;
    const accountNumber = this.accounts.add(holder);
    const assetNumber = this.assets.add(asset);
    const pot = this.#pots.add(keyOf(accountNumber, assetNumber, coinPot?.key));
    this.accountOfPot[pot] = accountNumber;
    this.assetOfPot[pot] = assetNumber;
    if (coinPot) this.coinPots.set(pot, coinPot);
    return pot;
  }

  find({ account, asset, coin }: PotId): number | undefined {
    return this.#pots.find(keyOf(this.accounts.find(account), this.assets.find(asset), coin));
  }
}

function keyOf(account: number | undefined, asset: number | undefined, coin: string | undefined) {
  return coin === undefined ? `${account}:${asset}` : `${account}:${asset}:${coin}`;
}
