import type { PriceSource } from '../../ports/prices.ts';
import { badPriceAnswer, type PriceClient } from '../price-client.ts';
import type { PricesConfig } from '../prices-config.ts';
import { llamaCoin, toPrice } from './map.ts';
import { historicalAnswer } from './wire.ts';

const name = 'defillama';
/** A price further away than this is none of that moment. */
const searchWidth = '4h';

/** DefiLlama's historical prices: `/prices/historical/{unix}/{coins}`. */
export function defillamaSource(
  url: string,
  config: Pick<PricesConfig, 'coins' | 'llamaChains'>,
  client: PriceClient,
): PriceSource {
  return {
    name,
    priceAt: async ({ asset, at }, signal) => {
      const coin = llamaCoin(config, asset);
      if (coin === undefined) return undefined;
      const seconds = Math.floor(Date.parse(at) / 1_000);
      const base = url.endsWith('/') ? url : `${url}/`;
      const asked = new URL(`prices/historical/${seconds}/${encodeURIComponent(coin)}`, base);
      asked.searchParams.set('searchWidth', searchWidth);
      const answer = await client(asked, signal);
      if (!answer) return undefined;
      const read = historicalAnswer.safeParse(answer.json);
      if (!read.success) throw badPriceAnswer(name, 'not what it documents');
      return toPrice(read.data, coin);
    },
  };
}
