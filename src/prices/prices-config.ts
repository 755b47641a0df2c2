import type { AssetId, ChainId } from '../domain/caip.ts';

/** A stretch of days (YYYY-MM-DD, both included) on which a stablecoin was not worth a dollar. */
export interface Depeg {
  readonly from: string;
  /** Undefined: it never came back. */
  readonly to?: string;
}

/** What publishers call assets and chains, and when stablecoins were none. */
export interface PricesConfig {
  /** Ids of coins as CoinGecko has them, which DefiLlama knows too, by asset. */
  readonly coins: ReadonlyMap<AssetId, string>;
  /** What DefiLlama calls a chain; a token without a coin of its own is asked by its contract. */
  readonly llamaChains: ReadonlyMap<ChainId, string>;
  /** By symbol in the asset list, which names contracts; bridged twins stand there each. */
  readonly depegs: ReadonlyMap<string, readonly Depeg[]>;
  readonly sources: readonly PriceSourceSettings[];
  /** The operator's own table of daily prices, as CSV. */
  readonly dailyTable?: string;
}

export interface PriceSourceSettings {
  readonly dialect: 'defillama' | 'coingecko';
  readonly url: string;
  readonly key?: string;
}
