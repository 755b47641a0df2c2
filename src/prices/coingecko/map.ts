import type { PublishedPrice } from '../../ports/prices.ts';
import { priceFigure } from '../price-figure.ts';
import type { HistoryAnswer } from './wire.ts';

/** The day of a time as CoinGecko writes it: `dd-mm-yyyy`. */
export function dayParameter(at: string): string {
  return at.slice(0, 10).split('-').reverse().join('-');
}

/** CoinGecko's price of a day is that of 00:00 UTC. */
export function toPrice(answer: HistoryAnswer, at: string): PublishedPrice | undefined {
  const usdPerUnit = priceFigure(answer.market_data?.current_price.usd ?? '');
  if (usdPerUnit === undefined) return undefined;
  return { usdPerUnit, at: `${at.slice(0, 10)}T00:00:00.000Z` };
}
