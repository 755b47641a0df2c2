import { describe, expect, it } from 'vitest';
import { weighedEnds } from '../../../src/crosschain/weigh-ends.ts';
import { type AssetId, accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Conversion, ConversionDestination } from '../../../src/domain/conversion.ts';

const [here, there] = [chainId('eip155:1'), chainId('eip155:56')];
const [usdc, usdcThere, dai, coin] = [
  assetId('eip155:1/erc20:0x01'),
  assetId('eip155:56/erc20:0x02'),
  assetId('eip155:1/erc20:0x03'),
  assetId('eip155:1/slip44:60'),
];
const time = '2026-01-01T00:00:00.000Z';
const decimals = new Map<AssetId, number>([
  [usdc, 6],
  [usdcThere, 18],
  [dai, 18],
  [coin, 18],
]);
const settings = {
  familyOf: (asset: AssetId) => (asset === usdc || asset === usdcThere ? 'usdc' : undefined),
  decimalsOf: (asset: AssetId) => decimals.get(asset),
  prices: {
    pricesOf: async (questions: readonly { readonly asset: AssetId }[]) =>
      questions.map(({ asset }) => {
        const usdPerUnit = asset === dai ? '1' : '2500.5';
        return { state: 'known', usdPerUnit, source: 'test', at: time } as const;
      }),
  },
};

function end(asset: AssetId, amountBase: bigint): ConversionDestination {
  const chain = asset === usdcThere ? there : here;
  const where = { chain, tx: `${asset}`, time, account: accountId(`${chain}:0xa`), asset };
  const found = { method: 'exact-id', confidence: 'certain', refund: false } as const;
  return { ...where, amountBase, transferKeys: [`${asset}`], ...found };
}

function conversion(more: Partial<Conversion>, destinations: readonly ConversionDestination[]) {
  const source = { ...end(dai, 100n), transferKeys: ['paid'] };
  return { kind: 'bridge', protocol: 'p', source, destinations, fees: [], ...more } as const;
}

async function weights(conversions: readonly Conversion[], known = settings) {
  const found = await weighedEnds(conversions, known, AbortSignal.timeout(1_000));
  return found.map(({ destinations, pending }) => [
    ...destinations.map(({ weight }) => weight),
    ...(pending ? [pending.weight ?? pending.reason] : []),
  ]);
}

describe('ends of one source', () => {
  it('of assets that stand for one thing weigh what they count in the finest decimals', async () => {
    const split = [
      conversion({}, [end(usdc, 30n)]),
      conversion({}, [end(usdcThere, 20n * 10n ** 12n)]),
    ];
    expect(await weights(split)).toEqual([[30n * 10n ** 12n], [20n * 10n ** 12n]]);
    const pending = { reason: 'not-seen', amountBase: 50n, asset: usdc } as const;
    expect(await weights([conversion({ pending }, [end(usdcThere, 7n)])])).toEqual([
      [7n, 50n * 10n ** 12n],
    ]);
  });

  it('weigh nothing where a decimal or a price is not known', async () => {
    const split = [conversion({}, [end(usdc, 30n), end(usdcThere, 20n)])];
    const without = {
      ...settings,
      decimalsOf: (asset: AssetId) => (asset === usdc ? undefined : 18),
    };
    expect(await weights(split, without)).toEqual([[undefined, undefined]]);
    const pricesOf = async (questions: readonly unknown[]) =>
      questions.map(() => ({ state: 'unknown', reason: 'no-price' }) as const);
    const priceless = { ...settings, prices: { pricesOf } } as never;
    const several = [conversion({ kind: 'swap' }, [end(dai, 5n), end(coin, 6n)])];
    expect(await weights(several, priceless)).toEqual([[undefined, undefined, 'many-to-many']]);
  });

  it('of different things weigh what they were worth', async () => {
    const one = 10n ** 18n;
    const several = [conversion({ kind: 'swap' }, [end(dai, 3n * one), end(coin, one / 1_000n)])];
    expect(await weights(several)).toEqual([[3_000_000n, 2_500_500n]]);
  });

  it('need none when each source has its own', async () => {
    const other = { ...end(dai, 100n), transferKeys: ['other'] };
    const apart = [conversion({}, [end(usdc, 1n)]), conversion({ source: other }, [end(coin, 2n)])];
    expect(await weights(apart)).toEqual([[undefined], [undefined]]);
  });
});
