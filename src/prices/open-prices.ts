import type { Asset } from '../domain/asset.ts';
import type { AssetId } from '../domain/caip.ts';
import type { Clock } from '../ports/clock.ts';
import type { PriceSource } from '../ports/prices.ts';
import { AssetPrices } from './asset-prices.ts';
import { coingeckoSource } from './coingecko/fetch.ts';
import { dailyTable } from './daily-table.ts';
import { defillamaSource } from './defillama/fetch.ts';
import { priceClient } from './price-client.ts';
import type { PriceSourceSettings, PricesConfig } from './prices-config.ts';

export interface PricesParts {
  readonly config: PricesConfig;
  /** The text of the operator's table, where there is one. */
  readonly dailyTable?: string;
  readonly assetOf: (asset: AssetId) => Asset | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

/** Prices by the operator's configuration, the table before the network. Throws as `dailyTable`. */
export function openPrices({ config, dailyTable: table, assetOf, clock }: PricesParts) {
  const sources = [
    ...(table === undefined ? [] : [dailyTable(table)]),
    ...config.sources.map((settings) => openSource(settings, config)),
  ];
  return new AssetPrices(config, assetOf, sources, clock);
}

function openSource({ dialect, url, key }: PriceSourceSettings, config: PricesConfig): PriceSource {
  if (dialect === 'defillama') return defillamaSource(url, config, priceClient(dialect));
  // CoinGecko's two plans differ by host, and each has a header of its own.
  const header = new URL(url).hostname.startsWith('pro-')
    ? 'x-cg-pro-api-key'
    : 'x-cg-demo-api-key';
  const headers = key === undefined ? {} : { [header]: key };
  return coingeckoSource(url, config, priceClient(dialect, headers));
}
