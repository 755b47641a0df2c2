import { expect, it } from 'vitest';
import { type AssetId, accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type {
  Conversion,
  ConversionMethod,
  ConversionSide,
} from '../../../src/domain/conversion.ts';
import type { TraceDirection } from '../../../src/domain/flow.ts';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';
import { WalkConversions } from '../../../src/flows/walk-conversions.ts';

const chain = chainId('eip155:1');
const paid: Transfer = {
  ...{ chain, height: 1, blockHash: '', time: '2026-01-01T00:00:00.000Z', tx: 't', txIndex: 0 },
  ...{ position: 1, from: accountId(`${chain}:0xa`), to: accountId(`${chain}:0xb`) },
  ...{ asset: assetId(`${chain}/slip44:60`), amountBase: 1n },
  kind: 'native',
};

it('every chain without a source is named', async () => {
  const reasons = ['eip155:10', 'eip155:56'].map((one) => ({
    code: 'no-source',
    message: `${one} has no source, so its conversions are not known`,
  }));
  const found = async () => ({
    ...{ conversions: [], verdicts: [], transfers: [] },
    reasons: [...reasons, ...reasons],
  });
  const conversions = {
    ...{ conversionsOf: found, arrivalsIn: found },
    recheck: async () => ({ discrepancies: [], verdicts: [] }),
    withdraw: async () => undefined,
  };
  const walk = new WalkConversions({ conversions }, 'o', new AbortController().signal);
  await walk.ask([paid]);
  expect(walk.reasons).toEqual(reasons);
});

it.each([
  ['forward', 'exact-id', 'eip155:1/erc20:0xd'],
  ['backward', 'exact-id', 'eip155:1/erc20:0xc'],
  ['forward', 'amount-time', undefined],
  ['backward', 'amount-time', undefined],
] as const)(
  '%s, the asset that a conversion by %s leads to is proven: %s',
  async (direction, method, proven) => {
    const walk = new WalkConversions(
      { conversions: giving(swap(method)) },
      'o',
      new AbortController().signal,
      direction satisfies TraceDirection,
    );
    await walk.ask([paid]);
    expect([...walk.provenAssets]).toEqual(proven ? [proven] : []);
  },
);

/** The transaction of `paid` gives one asset for another. */
function swap(method: ConversionMethod): Conversion {
  const side = (asset: AssetId): ConversionSide => ({
    ...{ chain, tx: paid.tx, time: paid.time, account: paid.from, asset, amountBase: 1n },
    transferKeys: [transferKey(paid)],
  });
  const [source, arrived] = ['c', 'd'].map((name) => side(assetId(`${chain}/erc20:0x${name}`))) as [
    ConversionSide,
    ConversionSide,
  ];
  return {
    ...{ kind: 'swap', protocol: 'netting', source, fees: [] },
    destinations: [{ ...arrived, method, confidence: 'certain', refund: false }],
  };
}

function giving(conversion: Conversion) {
  const found = async () => ({
    ...{ conversions: [conversion], verdicts: [], transfers: [paid], reasons: [] },
  });
  return {
    ...{ conversionsOf: found, arrivalsIn: found },
    recheck: async () => ({ discrepancies: [], verdicts: [] }),
    withdraw: async () => undefined,
  };
}
