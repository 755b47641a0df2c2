import { expect, it } from 'vitest';
import { accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
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
