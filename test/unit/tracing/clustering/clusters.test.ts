import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommonOwnership } from '../../../../src/domain/common-ownership.ts';
import { Clusters } from '../../../../src/tracing/clustering/clusters.ts';
import { spentTogether } from '../../../../src/tracing/clustering/spent-together.ts';
import { UnionFind } from '../../../../src/tracing/clustering/union-find.ts';
import { bruteForcePartition, generatedUtxoChain } from '../../../support/generated-utxo-chain.ts';
import { bitcoin, holder, utxoTransaction } from '../../../support/utxo-builder.ts';

function ownership(tx: string, ...names: string[]): CommonOwnership {
  return {
    chain: bitcoin,
    tx,
    height: 1,
    rule: 'multi-input',
    confidence: 0.95,
    accounts: names.map(holder),
  };
}

describe('who spends together', () => {
  const common = utxoTransaction({
    tx: 't1',
    inputs: [
      ['f:0', 'alice', 500],
      ['f:1', 'bob', 700],
      ['f:2', 'alice', 100],
    ],
    outputs: [['carol', 1_200]],
  });

  it('owns together, each account once', () => {
    expect(spentTogether(common)?.accounts).toEqual([holder('alice'), holder('bob')]);
  });

  it('does not when it mixes: a CoinJoin joins nobody', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const round = utxoTransaction({
      tx: 'round',
      inputs: names.map((n, i) => [`f:${i}`, n, i === 0 ? 1_004_000 : 1_000_000]),
      outputs: names.map((n) => [`${n}-new`, 1_000_000]),
    });
    expect(spentTogether(round)).toBeUndefined();
  });

  it('leaves out bare multisig, which is of several', () => {
    const withMultisig = utxoTransaction({
      tx: 't2',
      inputs: [
        ['f:0', 'alice', 500],
        ['f:1', 'keys', 700, 'multisig'],
      ],
      outputs: [['carol', 1_100]],
    });
    expect(spentTogether(withMultisig)).toBeUndefined();
  });

  it('is not said while a coin that is spent is unknown, since it may be a mix', () => {
    const [first, ...others] = common.inputs;
    if (first === undefined) throw new Error('the transaction has inputs');
    const unknown = { ...common, inputs: [{ ...first, coin: undefined }, ...others] };
    expect(spentTogether(unknown)).toBeUndefined();
  });
});

describe('clusters', () => {
  it('equal a partition by brute force on a generated chain', () => {
    const transactions = generatedUtxoChain(20_000, 7);
    const clusters = new Clusters();
    for (const item of transactions) {
      const evidence = spentTogether(item);
      if (evidence) clusters.add(evidence);
    }
    const names = new Map<number, string>();
    const used = new Set<string>();
    for (const [account, cluster] of bruteForcePartition(transactions)) {
      const representative = clusters.representative(account);
      const expected = names.get(cluster);
      if (expected === undefined) expect(used.has(representative)).toBe(false);
      else expect(representative).toBe(expected);
      names.set(cluster, representative);
      used.add(representative);
    }
    expect(names.size).toBeGreaterThan(1_000);
  });

  it('do not depend on the order in which evidence comes', () => {
    const evidence = fc.array(fc.uniqueArray(fc.nat(12), { minLength: 2, maxLength: 4 }), {
      maxLength: 15,
    });
    fc.assert(
      fc.property(evidence, fc.nat(1_000), (groups, rotation) => {
        const pieces = groups.map((g, i) => ownership(`t${i}`, ...g.map((n) => `a${n}`)));
        const shift = groups.length === 0 ? 0 : rotation % groups.length;
        const [ordered, rotated] = [
          pieces,
          [...pieces.slice(shift), ...pieces.slice(0, shift)],
        ].map((list) => {
          const clusters = new Clusters();
          for (const piece of list) clusters.add(piece);
          return (n: number) => [...clusters.members(holder(`a${n}`))].sort();
        });
        for (let n = 0; n <= 12; n++) expect(ordered?.(n)).toEqual(rotated?.(n));
      }),
      { numRuns: 100 },
    );
  });

  it('say whether new evidence joined what was apart', () => {
    const clusters = new Clusters();
    expect(clusters.add(ownership('t1', 'a', 'b'))).toBe(true);
    expect(clusters.add(ownership('t2', 'a', 'b'))).toBe(false);
    expect(clusters.add(ownership('t3', 'c', 'd'))).toBe(true);
    expect(clusters.add(ownership('t4', 'b', 'c'))).toBe(true);
    expect(clusters.members(holder('d'))).toEqual(['a', 'b', 'c', 'd'].map(holder));
  });

  it('show the shortest evidence that joins two accounts', () => {
    const clusters = new Clusters();
    for (const piece of [
      ownership('t1', 'a', 'b'),
      ownership('t2', 'b', 'c'),
      ownership('t3', 'c', 'd'),
      ownership('t4', 'b', 'd'),
    ]) {
      clusters.add(piece);
    }
    expect(clusters.evidenceBetween(holder('a'), holder('d')).map((e) => e.tx)).toEqual([
      't1',
      't4',
    ]);
    expect(clusters.evidenceBetween(holder('a'), holder('stranger'))).toEqual([]);
    expect(clusters.evidence(holder('c')).map((e) => e.tx)).toEqual(['t1', 't2', 't3', 't4']);
  });

  it('are split where an analyst rejects the transaction that joined them, and stay as they were', () => {
    const clusters = new Clusters();
    clusters.add(ownership('t1', 'a', 'b'));
    clusters.add(ownership('payjoin', 'b', 'c'));
    clusters.add(ownership('t3', 'c', 'd'));
    const split = clusters.without(new Set(['payjoin']));
    expect(split.members(holder('a'))).toEqual([holder('a'), holder('b')]);
    expect(split.members(holder('d'))).toEqual([holder('c'), holder('d')]);
    expect(clusters.members(holder('a'))).toHaveLength(4);
  });

  it('know nothing of an account that never came: it is alone', () => {
    const clusters = new Clusters();
    expect(clusters.members(holder('nobody'))).toEqual([holder('nobody')]);
    expect(clusters.representative(holder('nobody'))).toBe(holder('nobody'));
  });
});

describe('disjoint sets', () => {
  it('are named by their lowest number and grow', () => {
    const sets = new UnionFind(1);
    sets.grow(5);
    expect(sets.union(4, 2)).toBe(true);
    expect(sets.union(2, 3)).toBe(true);
    expect(sets.union(3, 4)).toBe(false);
    sets.grow(5_000);
    expect([sets.find(4), sets.find(3), sets.find(4_999)]).toEqual([2, 2, 4_999]);
  });
});
