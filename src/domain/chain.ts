import type { LedgerModel } from './asset.ts';
import type { AssetId, ChainId } from './caip.ts';

/** How sure it is that a block stays: by the node's tag, or by a number of confirmations. */
export type Finality =
  | { readonly kind: 'tag'; readonly tag: 'finalized' | 'safe' }
  | { readonly kind: 'confirmations'; readonly blocks: number };

/** A configured chain: one row of `config/chains.yml`. */
export interface Chain {
  readonly id: ChainId;
  readonly name: string;
  /** The kind of source under `chains/`: `evm`, `bitcoin`, `tron`, `file`. */
  readonly kind: string;
  readonly ledger: LedgerModel;
  readonly nativeAsset: AssetId;
  readonly finality: Finality;
  readonly synthetic: boolean;
}
