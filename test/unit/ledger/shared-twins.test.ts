import { expect, it } from 'vitest';
import { accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { withoutSharedTwins } from '../../../src/ledger/postgres/shared-twins.ts';

const chain = chainId('eip155:1');
const transfer = (position: number, amountBase = 5n): Transfer => ({
  chain,
  height: 1,
  blockHash: '',
  time: '2026-01-01T00:00:00.000Z',
  tx: '0xaa',
  txIndex: 0,
  position,
  from: accountId(`${chain}:a`),
  to: accountId(`${chain}:b`),
  asset: assetId(`${chain}/slip44:60`),
  amountBase,
  kind: 'native',
});
const kept = (...stored: { shared: boolean; transfer: Transfer }[]) =>
  withoutSharedTwins(stored).map((t) => t.position);
const shared = (position: number, amountBase?: bigint) => ({
  shared: true,
  transfer: transfer(position, amountBase),
});
const imported = (position: number, amountBase?: bigint) => ({
  shared: false,
  transfer: transfer(position, amountBase),
});

it('leaves out as many imported movements as are shared, wherever the shared ones stand', () => {
  expect(kept(imported(1), imported(2), imported(3), shared(4), shared(5))).toEqual([3, 4, 5]);
  expect(kept(shared(1), imported(2), imported(3))).toEqual([1, 3]);
});

it('keeps an imported movement that differs in anything', () => {
  expect(kept(shared(1, 4n), imported(2, 5n))).toEqual([1, 2]);
});

it('keeps all shared ones, and all imported ones where nothing is shared', () => {
  expect(kept(shared(1), shared(2))).toEqual([1, 2]);
  expect(kept(imported(1), imported(2))).toEqual([1, 2]);
});
