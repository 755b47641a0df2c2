import type { Asset } from '../domain/asset.ts';
import type { AssetId, ChainId } from '../domain/caip.ts';
import type { Chain } from '../domain/chain.ts';
import type { Completeness } from '../domain/completeness.ts';
import type { ChainSource } from './chain-source.ts';

/** The configured chains and assets. Immutable after start. */
export interface ChainCatalogue {
  chains(): readonly Chain[];
  chain(id: ChainId): Chain | undefined;
  /** Undefined for a chain that only file imports feed, or that is not configured. */
  source(id: ChainId): ChainSource | undefined;
  /** An asset by its id, or by its symbol on the chain; undefined when it is not allow-listed. */
  asset(chain: ChainId, idOrSymbol: AssetId | string): Asset | undefined;
  /** Whether a wage on this chain could be followed now: it has a healthy source. */
  tracing(id: ChainId): Completeness;
}
