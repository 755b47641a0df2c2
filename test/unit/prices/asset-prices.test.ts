import { describe, expect, it } from 'vitest';
import type { Asset } from '../../../src/domain/asset.ts';
import { type AssetId, assetId, chainId } from '../../../src/domain/caip.ts';
import { WagetraceError } from '../../../src/domain/errors.ts';
import type { PriceQuestion, PriceSource } from '../../../src/ports/prices.ts';
import { AssetPrices } from '../../../src/prices/asset-prices.ts';
import { dailyTable } from '../../../src/prices/daily-table.ts';
import { fixedClock } from '../../support/fixed-clock.ts';

const usdc = assetId('eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48');
const ether = assetId('eip155:1/slip44:60');
const { signal } = new AbortController();
const config = { depegs: new Map([['USDC', [{ from: '2023-03-10', to: '2023-03-13' }]]]) };

function assetOf(id: AssetId): Asset {
  const common = { id, chain: chainId('eip155:1'), conserving: 'yes' as const };
  return id === usdc
    ? { ...common, symbol: 'USDC', decimals: 6, usdStable: true }
    : { ...common, symbol: 'ETH', decimals: 18, usdStable: false };
}

interface ScriptedSource extends PriceSource {
  readonly asked: PriceQuestion[];
  answer: string | WagetraceError | undefined;
}

function scripted(name: string, answer: ScriptedSource['answer']): ScriptedSource {
  const source: ScriptedSource = {
    name,
    answer,
    asked: [],
    priceAt: async (question) => {
      source.asked.push(question);
      if (source.answer instanceof WagetraceError) throw source.answer;
      return source.answer === undefined
        ? undefined
        : { usdPerUnit: source.answer, at: question.at };
    },
  };
  return source;
}

const outage = new WagetraceError('price.source-failed', 'down', { retryable: true });
const clock = fixedClock('2026-01-01T00:00:00.000Z');
const open = (...sources: PriceSource[]) => new AssetPrices(config, assetOf, sources, clock);
const at = (day: string) => `${day}T12:00:00.000Z`;

describe('prices of assets', () => {
  it('take a stablecoin at 1 and ask nobody', async () => {
    const source = scripted('a', '0.9');
    const [answer] = await open(source).pricesOf([{ asset: usdc, at: at('2023-03-09') }], signal);
    const known = { state: 'known', usdPerUnit: '1', source: 'stablecoin-at-1' };
    expect(answer).toEqual({ ...known, at: at('2023-03-09') });
    expect(source.asked).toEqual([]);
  });

  it('ask on the days on which it was none, and rather say nothing than 1', async () => {
    const question = { asset: usdc, at: at('2023-03-11') };
    const [asked] = await open(scripted('a', '0.88')).pricesOf([question], signal);
    expect(asked).toMatchObject({ usdPerUnit: '0.88', source: 'a' });
    expect(await open().pricesOf([question], signal)).toEqual([
      { state: 'unknown', reason: 'depegged' },
    ]);
  });

  it('ask the next source where one has none or fails', async () => {
    const [none, down, good] = [
      scripted('none', undefined),
      scripted('down', outage),
      scripted('good', '3000'),
    ];
    const [answer] = await open(none, down, good).pricesOf(
      [{ asset: ether, at: at('2024-01-01') }],
      signal,
    );
    expect(answer).toMatchObject({ state: 'known', source: 'good' });
  });

  it('tell an outage from a price that does not exist', async () => {
    const question = { asset: ether, at: at('2024-01-01') };
    expect(await open(scripted('a', outage)).pricesOf([question], signal)).toEqual([
      { state: 'unknown', reason: 'source-failed' },
    ]);
    expect(await open(scripted('a', undefined)).pricesOf([question], signal)).toEqual([
      { state: 'unknown', reason: 'no-price' },
    ]);
  });

  it('leave a source that failed alone for a minute, then ask it again', async () => {
    const source = scripted('a', outage);
    const prices = open(source);
    const question = { asset: ether, at: at('2024-01-01') };
    await prices.pricesOf([question, question], signal);
    expect(source.asked).toHaveLength(1);
    clock.set('2026-01-01T00:01:01.000Z');
    source.answer = '3000';
    expect(await prices.pricesOf([question], signal)).toMatchObject([{ usdPerUnit: '3000' }]);
  });

  it('ask once for the same hour, and no more than 50 things in one call', async () => {
    const source = scripted('a', '3000');
    const prices = open(source);
    const hours = Array.from({ length: 60 }, (_, hour) => {
      return { asset: ether, at: new Date(hour * 3_600_000).toISOString() };
    });
    const answers = await prices.pricesOf([...hours.slice(0, 1), ...hours], signal);
    expect(source.asked).toHaveLength(50);
    expect(answers.filter(({ state }) => state === 'known')).toHaveLength(51);
    expect(answers.at(-1)).toEqual({ state: 'unknown', reason: 'source-failed' });
  });
});

describe('the table of daily prices', () => {
  it('has the days that it has, and no other', async () => {
    const table = dailyTable(`day,asset,usd\n2024-01-01,${ether},2281.47\n`);
    expect(await table.priceAt({ asset: ether, at: at('2024-01-01') }, signal)).toEqual({
      usdPerUnit: '2281.47',
      at: '2024-01-01T00:00:00.000Z',
    });
    expect(await table.priceAt({ asset: ether, at: at('2024-01-02') }, signal)).toBeUndefined();
  });

  it.each([
    ['another header', 'date,asset,usd\n'],
    ['a figure of 0', `day,asset,usd\n2024-01-01,${ether},0\n`],
    ['no day', `day,asset,usd\n01.01.2024,${ether},5\n`],
  ])('is refused for %s', (_what, text) => {
    expect(() => dailyTable(text)).toThrow(/table of prices/);
  });
});
