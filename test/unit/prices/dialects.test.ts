import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assetId, chainId } from '../../../src/domain/caip.ts';
import { coingeckoSource } from '../../../src/prices/coingecko/fetch.ts';
import { defillamaSource } from '../../../src/prices/defillama/fetch.ts';
import { priceClient } from '../../../src/prices/price-client.ts';
import { type PriceServer, startPriceServer } from './price-server.ts';

const ether = assetId('eip155:1/slip44:60');
const token = assetId('eip155:56/erc20:0x55d398326f99059ff775485246999027b3197955');
const strange = assetId('eip155:999/slip44:60');
const config = {
  coins: new Map([[ether, 'ethereum']]),
  llamaChains: new Map([[chainId('eip155:56'), 'bsc']]),
};
const at = '2024-03-05T14:30:00.000Z';
const { signal } = new AbortController();

let server: PriceServer;
beforeAll(async () => {
  server = await startPriceServer();
});
beforeEach(() => {
  server.requests.length = 0;
});
afterAll(async () => await server.close());

function answers(status: number, body: string): void {
  server.answer = { status, body };
}

describe('DefiLlama', () => {
  const source = () => defillamaSource(server.url, config, priceClient('defillama'));
  const llama = (coin: string, price: string, confidence = '0.99') =>
    `{"coins":{"${coin}":{"decimals":18,"symbol":"X","price":${price},"timestamp":1709648990,"confidence":${confidence}}}}`;

  it('is asked for a coin at a time, and every digit of its figure is kept', async () => {
    answers(200, llama('coingecko:ethereum', '3551.1234567890123456'));
    expect(await source().priceAt({ asset: ether, at }, signal)).toEqual({
      usdPerUnit: '3551.1234567890123456',
      at: '2024-03-05T14:29:50.000Z',
    });
    expect(server.requests[0]?.path).toBe(
      '/prices/historical/1709649000/coingecko%3Aethereum?searchWidth=4h',
    );
  });

  it('is asked for a token by its contract', async () => {
    const coin = 'bsc:0x55d398326f99059ff775485246999027b3197955';
    answers(200, llama(coin, '9.98e-1'));
    const price = await source().priceAt({ asset: token, at }, signal);
    expect(price?.usdPerUnit).toBe('0.998');
  });

  it('has no price for what it does not know, nor one of little confidence', async () => {
    answers(200, '{"coins":{}}');
    expect(await source().priceAt({ asset: ether, at }, signal)).toBeUndefined();
    answers(200, llama('coingecko:ethereum', '3551', '0.3'));
    expect(await source().priceAt({ asset: ether, at }, signal)).toBeUndefined();
    answers(200, llama('coingecko:ethereum', '0'));
    expect(await source().priceAt({ asset: ether, at }, signal)).toBeUndefined();
  });

  it('is not asked for an asset that has no name there', async () => {
    expect(await source().priceAt({ asset: strange, at }, signal)).toBeUndefined();
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['a rate limit', 429, '{}', 'price.source-failed', true],
    ['an outage', 502, '<html>', 'price.source-failed', true],
    ['half an answer', 200, '{"coins":{"coingecko:eth', 'price.bad-answer', false],
    ['another shape', 200, '{"coins":[]}', 'price.bad-answer', false],
  ])('fails by %s', async (_what, status, body, code, retryable) => {
    answers(status, body);
    const asked = source().priceAt({ asset: ether, at }, signal);
    await expect(asked).rejects.toMatchObject({ code, retryable });
  });

  it('is not waited for, nor read, without end', async () => {
    answers(200, `{"coins":{},"more":"${'x'.repeat(2_000)}"}`);
    const small = priceClient('defillama', {}, { timeoutMs: 5_000, responseBytesMax: 1_000 });
    const asked = defillamaSource(server.url, config, small).priceAt({ asset: ether, at }, signal);
    await expect(asked).rejects.toMatchObject({ code: 'price.bad-answer' });
  });
});

describe('CoinGecko', () => {
  const source = () => {
    const client = priceClient('coingecko', { 'x-cg-demo-api-key': 'secret-key' });
    return coingeckoSource(`${server.url}/api/v3`, config, client);
  };

  it('is asked for a day, and gives the price of its midnight', async () => {
    answers(
      200,
      '{"id":"ethereum","symbol":"eth","market_data":{"current_price":{"eur":3200.5,"usd":3485.8817}}}',
    );
    expect(await source().priceAt({ asset: ether, at }, signal)).toEqual({
      usdPerUnit: '3485.8817',
      at: '2024-03-05T00:00:00.000Z',
    });
    const [request] = server.requests;
    expect(request?.path).toBe('/api/v3/coins/ethereum/history?date=05-03-2024&localization=false');
    expect(request?.headers['x-cg-demo-api-key']).toBe('secret-key');
  });

  it('has no price before the first day of a coin, nor for a coin that is gone', async () => {
    answers(200, '{"id":"ethereum","symbol":"eth","name":"Ethereum"}');
    expect(await source().priceAt({ asset: ether, at }, signal)).toBeUndefined();
    answers(404, '{"error":"coin not found"}');
    expect(await source().priceAt({ asset: ether, at }, signal)).toBeUndefined();
  });

  it('says that it refused without saying the key', async () => {
    answers(401, '{"status":{"error_code":10012,"error_message":"older than 365 days"}}');
    const error = await source()
      .priceAt({ asset: ether, at }, signal)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'price.source-failed' });
    expect(JSON.stringify(error)).not.toContain('secret-key');
  });
});
