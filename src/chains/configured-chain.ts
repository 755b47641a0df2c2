import type { Asset } from '../domain/asset.ts';
import type { Chain } from '../domain/chain.ts';
import type { EvmQuirks } from './evm/evm-chain.ts';
import type { ProviderSettings } from './provider-settings.ts';

/** What a row says beyond what all chains have, by kind. */
export type OfKind =
  | ({ readonly kind: 'evm' } & EvmQuirks)
  /** `wrappedNative` in base58. */
  | { readonly kind: 'tron'; readonly wrappedNative?: string | undefined }
  | { readonly kind: 'bitcoin' };

/** One row of `config/chains.yml`, with the providers that are switched on, preferred one first. */
export interface ConfiguredChain {
  readonly chain: Chain;
  readonly nativeAsset: Asset;
  readonly ofKind: OfKind;
  readonly providers: readonly ProviderSettings[];
  /** Read whole, block by block, from here on; undefined: read on demand only. */
  readonly watchFrom?: number | 'head';
}
