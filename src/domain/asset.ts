import type { AssetId, ChainId } from './caip.ts';

/** Whether what leaves one holder is what reaches the other, and balances move only by transfers. */
export type Conserving = 'yes' | 'fee-on-transfer' | 'rebasing';

/** One row of `config/assets.yml`: an asset is its contract, never its symbol. */
export interface Asset {
  readonly id: AssetId;
  readonly chain: ChainId;
  readonly symbol: string;
  readonly decimals: number;
  readonly conserving: Conserving;
  /** Counted as one US dollar a unit when no other price is known. */
  readonly usdStable: boolean;
}

/** How a chain keeps value: balances of accounts, or unspent outputs. */
export type LedgerModel = 'account' | 'utxo';
