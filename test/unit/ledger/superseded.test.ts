import { expect, it } from 'vitest';
import { accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { withoutSuperseded } from '../../../src/ledger/postgres/superseded.ts';

const chain = chainId('test:chain');
const transfer: Transfer = {
  chain,
  height: 10,
  blockHash: '0xb1',
  time: '2026-01-02T03:04:05.678Z',
  tx: '0xaa',
  txIndex: 0,
  position: 1,
  from: accountId(`${chain}:a`),
  to: accountId(`${chain}:b`),
  asset: assetId(`${chain}/erc20:c`),
  amountBase: 1n,
  kind: 'token',
};
const stored = (generation: number, given: Partial<Transfer> = {}, shared = true) => ({
  transfer: { ...transfer, ...given },
  shared,
  generation,
});

it('keeps of two heights the one that was stored later', () => {
  const [early, late] = [stored(0, { height: 12 }), stored(3, { height: 11 })];
  expect(withoutSuperseded([early, late])).toEqual([late]);
});

it('keeps other positions, other transactions of one short hash, and what an organisation imported', () => {
  const all = [
    stored(0),
    stored(1, { position: 2 }),
    stored(1, { tx: '0xab' }),
    stored(1, { height: 11 }, false),
  ];
  expect(withoutSuperseded(all)).toEqual(all);
});
