import { describe, expect, it } from 'vitest';
import { assetId, chainId } from '../../../src/domain/caip.ts';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';
import { canonicalOrder } from '../../../src/tracing/canonical-order.ts';
import type { TraceConversion } from '../../../src/tracing/trace-request.ts';
import { account, pay } from './world.ts';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(account) as [never, never, never, never];
function orderOf(transfers: readonly Transfer[], conversions: readonly TraceConversion[] = []) {
  const keyed = transfers.map((transfer) => ({ key: transferKey(transfer), transfer }));
  return canonicalOrder(keyed, conversions).map(({ transfer }) => transfer);
}

const names = (transfers: readonly Transfer[]): string[] => transfers.map((t) => t.tx);

describe('the canonical order', () => {
  it('is height, transaction, position', () => {
    const late = pay(2, a, b, 1n, { tx: 'late' });
    const second = pay(1, a, b, 1n, { tx: 'tx', txIndex: 4, position: 9 });
    const first = pay(1, a, b, 1n, { tx: 'tx', txIndex: 4, position: 2 });
    const ordered = orderOf([late, second, first]);
    expect(ordered.map(transferKey)).toEqual([first, second, late].map(transferKey));
  });

  it('puts credits before the debits that they fund where the source gave no order', () => {
    const unordered = { txIndex: 0, orderInferred: true };
    const block = [
      pay(1, c, d, 1n, { ...unordered, tx: '1' }),
      pay(1, b, c, 1n, { ...unordered, tx: '2' }),
      pay(1, a, b, 1n, { ...unordered, tx: '3' }),
    ];
    expect(names(orderOf(block))).toEqual(['3', '2', '1']);
  });

  it('cuts a circle at the first id', () => {
    const unordered = { txIndex: 0, orderInferred: true };
    const block = [
      pay(1, b, a, 1n, { ...unordered, tx: '2' }),
      pay(1, a, b, 1n, { ...unordered, tx: '1' }),
    ];
    expect(names(orderOf(block))).toEqual(['1', '2']);
  });

  it('merges chains by time, and lets the leg of a conversion wait for its source', () => {
    const other = { chain: chainId('test:2'), asset: assetId('test:2/erc20:usd') };
    const source = pay(10, a, b, 1n, { tx: 'source', time: '2026-01-01T00:00:10.000Z' });
    const leg = pay(5, a, b, 1n, { ...other, tx: 'leg', time: '2026-01-01T00:00:08.000Z' });
    const after = pay(6, a, b, 1n, { ...other, tx: 'after', time: '2026-01-01T00:00:09.000Z' });
    expect(names(orderOf([source, leg, after]))).toEqual(['leg', 'after', 'source']);
    const conversion = {
      sourceKeys: [transferKey(source)],
      legs: [{ transferKeys: [transferKey(leg)], sourceShareBase: 1n }],
    };
    const ordered = orderOf([source, leg, after], [conversion]);
    expect(names(ordered)).toEqual(['source', 'leg', 'after']);
  });
});
