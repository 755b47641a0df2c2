import { describe, expect, it } from 'vitest';
import type { Asset } from '../../../src/domain/asset.ts';
import { type AssetId, accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Endpoint, Flow } from '../../../src/domain/flow.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { valueEndpoints } from '../../../src/flows/value-endpoints.ts';
import { openPrices } from '../../../src/prices/open-prices.ts';
import { fixedClock } from '../../support/fixed-clock.ts';

const chain = chainId('eip155:1');
const [ether, dollar, unlisted] = ['slip44:60', 'erc20:0xd', 'erc20:0xe'].map((name) =>
  assetId(`${chain}/${name}`),
) as [AssetId, AssetId, AssetId]; // CAST: three names
const account = (n: number) => accountId(`${chain}:0x${n}`);
const assets = new Map<AssetId, Asset>([
  [ether, asset(ether, 'ETH', 18, false)],
  [dollar, asset(dollar, 'USDX', 6, true)],
]);

function asset(id: AssetId, symbol: string, decimals: number, usdStable: boolean): Asset {
  return { id, chain, symbol, decimals, conserving: 'yes', usdStable };
}

const table = `day,asset,usd
2026-01-01,${ether},1000
2026-01-05,${ether},3000
`;
const chains = {
  chains: () => [],
  chain: () => undefined,
  source: () => undefined,
  asset: (_chain: typeof chain, id: AssetId | string) => assets.get(id as AssetId), // CAST: or none
  tracing: () => ({ state: 'complete', reasons: [] }) as const,
};
const depegs = new Map([['USDX', [{ from: '2026-01-03', to: '2026-01-03' }]]]);
const prices = openPrices({
  config: { coins: new Map(), llamaChains: new Map(), depegs, sources: [] },
  dailyTable: table,
  assetOf: (id) => assets.get(id),
  clock: fixedClock('2026-06-01T00:00:00.000Z'),
});

const end = (n: number, of: AssetId, amountBase: bigint): Endpoint => ({
  kind: 'unspent',
  account: account(n),
  asset: of,
  amountBase,
  seedUnits: amountBase,
  byMethod: { fifo: amountBase },
  hops: 1,
  matches: [],
});
const arrival = (n: number, of: AssetId, time: string, suspect = false): Transfer => ({
  ...{ chain, height: 1, blockHash: '0x1', tx: `0x${time}`, txIndex: 0, position: 0 },
  ...{ from: account(0), to: account(n), asset: of, amountBase: 1n, kind: 'token', time },
  ...(suspect ? { suspect: 'spoofed' as const } : {}),
});
const day = (n: number) => `2026-01-0${n}T12:00:00.000Z`;

/** What each endpoint is told to be worth. */
async function valued(endpoints: readonly Endpoint[], transfers: readonly Transfer[]) {
  const inputs = { direction: 'forward' };
  const flow = { endpoints, inputs } as unknown as Flow; // CAST: nothing else of a flow is read
  const { signal } = new AbortController();
  const { endpoints: told } = await valueEndpoints({ prices, chains }, flow, transfers, signal);
  return told.map(({ usd, usdMissing }) => usd?.value ?? usdMissing);
}

describe('dollars at the ends of a flow', () => {
  it('are those of the day when value last came, not of today', async () => {
    const ends = [end(1, ether, 2n * 10n ** 18n), end(2, ether, 10n ** 18n)];
    const came = [arrival(1, ether, day(1)), arrival(2, ether, day(1)), arrival(2, ether, day(5))];
    expect(await valued(ends, came)).toEqual(['2000', '3000']);
  });

  it('do not listen to bait, and are asked for each asset of an account by itself', async () => {
    const ends = [end(1, ether, 10n ** 18n), end(1, dollar, 5_250_000n)];
    const came = [
      arrival(1, ether, day(1)),
      arrival(1, ether, day(5), true),
      arrival(1, dollar, day(2)),
    ];
    expect(await valued(ends, came)).toEqual(['1000', '5.25']);
  });

  it('are left out with the reason where nobody can say them', async () => {
    const ends = [end(1, unlisted, 5n), end(2, ether, 5n), end(3, dollar, 5n)];
    const came = [arrival(1, unlisted, day(1)), arrival(3, dollar, day(3))];
    expect(await valued(ends, came)).toEqual(['unlisted-asset', 'no-time', 'depegged']);
  });
});
