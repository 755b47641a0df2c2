import { type AssetId, chainOf } from '../../domain/caip.ts';
import type { PublishedPrice } from '../../ports/prices.ts';
import { priceFigure } from '../price-figure.ts';
import type { PricesConfig } from '../prices-config.ts';
import type { HistoricalAnswer } from './wire.ts';

/** Below this a price stands on too little trade to be shown. DefiLlama's own scale is 0 to 1. */
const confidenceMin = 0.9;

/** What DefiLlama calls an asset: a coin of CoinGecko's, or a contract on a chain. */
export function llamaCoin(
  config: Pick<PricesConfig, 'coins' | 'llamaChains'>,
  asset: AssetId,
): string | undefined {
  const coin = config.coins.get(asset);
  if (coin !== undefined) return `coingecko:${coin}`;
  const chain = config.llamaChains.get(chainOf(asset));
  const contract = /\/(?:erc20|trc20):(.+)$/.exec(asset)?.[1];
  return chain === undefined || contract === undefined ? undefined : `${chain}:${contract}`;
}

/** The price that was found near the time; undefined for none, or one of little confidence. */
export function toPrice(answer: HistoricalAnswer, coin: string): PublishedPrice | undefined {
  const found = answer.coins[coin];
  const usdPerUnit = found && priceFigure(found.price);
  if (!found || usdPerUnit === undefined) return undefined;
  if (found.confidence !== undefined && Number(found.confidence) < confidenceMin) return undefined;
  return { usdPerUnit, at: new Date(Number(found.timestamp) * 1_000).toISOString() };
}
