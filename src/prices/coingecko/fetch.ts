import type { PriceSource } from '../../ports/prices.ts';
import { badPriceAnswer, type PriceClient } from '../price-client.ts';
import type { PricesConfig } from '../prices-config.ts';
import { dayParameter, toPrice } from './map.ts';
import { historyAnswer } from './wire.ts';

const name = 'coingecko';

/** CoinGecko's price of a day: `/coins/{id}/history`. The key goes in a header, by the client. */
export function coingeckoSource(
  url: string,
  config: Pick<PricesConfig, 'coins'>,
  client: PriceClient,
): PriceSource {
  return {
    name,
    priceAt: async ({ asset, at }, signal) => {
      const coin = config.coins.get(asset);
      if (coin === undefined) return undefined;
      const base = url.endsWith('/') ? url : `${url}/`;
      const asked = new URL(`coins/${encodeURIComponent(coin)}/history`, base);
      asked.searchParams.set('date', dayParameter(at));
      asked.searchParams.set('localization', 'false');
      const answer = await client(asked, signal);
      if (!answer) return undefined;
      const read = historyAnswer.safeParse(answer.json);
      if (!read.success) throw badPriceAnswer(name, 'not what it documents');
      return toPrice(read.data, at);
    },
  };
}
