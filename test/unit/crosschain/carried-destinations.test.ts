import { describe, expect, it } from 'vitest';
import { carriedDestinations } from '../../../src/crosschain/carried-destinations.ts';
import { type AccountId, accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Conversion } from '../../../src/domain/conversion.ts';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';

const chain = chainId('eip155:10');
const asset = assetId('eip155:10/erc20:0x01');
const pool = accountId('eip155:10:0xa');
const receiver = accountId('eip155:10:0xb');
const at = { chain, tx: 't', time: '2026-01-01T00:00:00.000Z' };

function paid(position: number, to: AccountId, amountBase: bigint): Transfer {
  const place = { ...at, height: 1, blockHash: '', txIndex: 0, position };
  return { ...place, from: pool, to, asset, amountBase, kind: 'token' };
}

function arrived(amountBase: bigint, transferKeys: readonly string[] = []): Conversion {
  const value = { account: receiver, asset, amountBase, transferKeys };
  const how = { method: 'exact-id', confidence: 'certain', refund: false } as const;
  const source = { ...at, ...value, chain: chainId('eip155:1'), account: pool };
  return {
    ...{ kind: 'bridge', protocol: 'p', source, fees: [] },
    destinations: [{ ...at, ...value, ...how }],
  };
}

const keysOf = (conversions: readonly Conversion[], transfers: readonly Transfer[]) =>
  carriedDestinations(conversions, () => transfers).map((one) => one.destinations[0]?.transferKeys);

describe('the transfers that carry destinations', () => {
  it('are found wherever the event stands, each once', () => {
    const [first, second, other] = [
      paid(1, receiver, 9n),
      paid(2, receiver, 9n),
      paid(3, pool, 9n),
    ];
    expect(keysOf([arrived(9n), arrived(9n)], [other, first, second])).toEqual([
      [transferKey(first)],
      [transferKey(second)],
    ]);
  });

  it('are all that the receiver got where their sum is the amount, and none otherwise', () => {
    const parts = [paid(1, receiver, 4n), paid(2, receiver, 5n)];
    expect(keysOf([arrived(9n)], parts)).toEqual([parts.map(transferKey)]);
    expect(keysOf([arrived(8n)], parts)).toEqual([[]]);
  });

  it('stay those that the decoder found', () => {
    const transfer = paid(1, receiver, 9n);
    const known = [transferKey(transfer)];
    expect(keysOf([arrived(9n, known), arrived(9n)], [transfer])).toEqual([known, []]);
  });
});
