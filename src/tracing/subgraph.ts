import type { AccountId, AssetId } from '../domain/caip.ts';
import type { AmountColumn } from './amount-column.ts';
import type { CoinPot, PotTransfer } from './coin-transfers.ts';
import type { PotId } from './trace-request.ts';

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
  /** `transferKey` of the transfer at an index. */
  keyAt(index: number): string | undefined;
  /** Which coin or spend each pot is, on UTXO chains; undefined for pots of account ledgers. */
  coinPotOf(pot: number): CoinPot | undefined;
  indexOf(key: string): number | undefined;
  accountOf(account: AccountId): number | undefined;
  potOf(pot: PotId): number | undefined;
}
