import { describe, expect, it } from 'vitest';
import { changeOf, changeOwnership } from '../../../../src/tracing/clustering/change.ts';
import type { ChangeContext } from '../../../../src/tracing/clustering/change-rules.ts';
import { holder, utxoTransaction } from '../../../support/utxo-builder.ts';

const allNew: ChangeContext = { seenBefore: () => false };
const seen = (...names: string[]): ChangeContext => ({
  seenBefore: (account) => names.map(holder).includes(account),
});

describe('change', () => {
  it('is what returns to an account that is spent from, almost surely', () => {
    const payment = utxoTransaction({
      tx: 't',
      inputs: [['f:0', 'alice', 900_000]],
      outputs: [
        ['bob', 123_456],
        ['alice', 776_000],
      ],
    });
    const change = changeOf(payment, allNew);
    expect(change).toMatchObject({ index: 1, rules: ['address-reuse'] });
    expect(change?.confidence).toBeCloseTo(0.99, 5);
  });

  it('is surer the more independent rules agree', () => {
    const payment = utxoTransaction({
      tx: 't',
      inputs: [
        ['f:0', 'alice', 900_000],
        ['f:1', 'alice2', 400_000],
      ],
      outputs: [
        ['bob', 1_000_000, 'p2pkh'],
        ['fresh', 299_123],
      ],
    });
    const change = changeOf(payment, seen('bob'));
    expect(change?.index).toBe(1);
    expect(change?.rules).toEqual([
      'script-kind',
      'optimal-change',
      'round-payments',
      'first-seen',
    ]);
    expect(change?.confidence).toBeCloseTo(1 - 0.3 * 0.3 * 0.4 * 0.3, 5);
  });

  it('is not named when two rules disagree', () => {
    const payment = utxoTransaction({
      tx: 't',
      inputs: [['f:0', 'alice', 900_000]],
      outputs: [
        ['bob', 500_000, 'p2pkh'],
        ['fresh', 390_001],
      ],
    });
    expect(changeOf(payment, seen('fresh'))).toBeUndefined();
  });

  it('is not named in a coinbase, a sweep, a CoinJoin or a large batch', () => {
    const sweep = utxoTransaction({ tx: 's', inputs: [['f:0', 'a', 9]], outputs: [['b', 8]] });
    const coinbase = utxoTransaction({
      tx: 'c',
      inputs: [],
      outputs: [
        ['a', 1],
        ['b', 2],
      ],
    });
    const names = ['a', 'b', 'c', 'd', 'e'];
    const round = utxoTransaction({
      tx: 'r',
      inputs: names.map((n, i) => [`f:${i}`, n, i === 0 ? 1_004_000 : 1_000_000]),
      outputs: names.map((n) => [`${n}2`, 1_000_000]),
    });
    const batch = utxoTransaction({
      tx: 'b',
      inputs: [['f:0', 'a', 9_000_000]],
      outputs: Array.from({ length: 11 }, (_, i) => [`p${i}`, i === 0 ? 1_234 : 10_000] as const),
    });
    for (const item of [sweep, coinbase, round, batch])
      expect(changeOf(item, allNew)).toBeUndefined();
  });

  it('joins a cluster only when it is as sure as asked', () => {
    const payment = utxoTransaction({
      tx: 't',
      inputs: [['f:0', 'alice', 900_000]],
      outputs: [
        ['bob', 500_000, 'p2pkh'],
        ['fresh', 390_001],
      ],
    });
    const context = seen('bob');
    expect(changeOwnership(payment, context, 0.9)).toMatchObject({
      rule: 'change',
      accounts: [holder('alice'), holder('fresh')],
    });
    expect(changeOwnership(payment, context, 0.99)).toBeUndefined();
  });
});
