import { expect, it } from 'vitest';
import { accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { storingParts } from '../../../src/ledger/postgres/storing-parts.ts';

const chain = chainId('test:parts');
const transferAt = (height: number, position: number): Transfer => ({
  ...{ chain, height, position, tx: '0xaa', blockHash: '0xb1', txIndex: 0 },
  time: '2026-01-02T03:04:05.678Z',
  ...{ from: accountId(`${chain}:a`), to: accountId(`${chain}:b`) },
  ...{ asset: assetId(`${chain}/erc20:c`), amountBase: 1n, kind: 'token' },
});
/** So many transfers at each of the heights, in order. */
const block = (height: number, count: number) =>
  Array.from({ length: count }, (_, position) => transferAt(height, position));

it('have all transfers in their order, and no more than a statement takes', () => {
  const given = [...block(1, 3_000), ...block(2, 500), ...block(3, 3_000)];
  const parts = storingParts(given, new Set([2]));
  expect(parts.flatMap(({ transfers }) => transfers)).toEqual(given);
  expect(Math.max(...parts.map(({ transfers }) => transfers.length))).toBeLessThanOrEqual(2_000);
  expect(parts.map(({ fresh }) => fresh)).toEqual([true, true, false, true, true]);
});

it('are fresh only where no height of theirs is taken', () => {
  const given = [5, 6, 7, 8, 9].flatMap((height) => block(height, 300));
  for (const { transfers, fresh } of storingParts(given, new Set([6, 9]))) {
    expect(transfers.some(({ height }) => height === 6 || height === 9)).toBe(!fresh);
  }
});

it('are not cut for a few transfers', () => {
  const given = Array.from({ length: 1_000 }, (_, at) => transferAt(at, 0));
  const even = new Set(given.map(({ height }) => height).filter((height) => height % 2 === 0));
  expect(storingParts(given, even)).toEqual([{ transfers: given, fresh: false }]);
});

it('are none of nothing', () => {
  expect(storingParts([], new Set())).toEqual([]);
});
