import { describe, expect, it } from 'vitest';
import { shortestPath, widestPath } from '../../../src/tracing/evidence-path.ts';
import { accountsInReach, walletsWithinReach } from '../../../src/tracing/reach-sets.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import { account, pay, usd } from './world.ts';

const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(account) as [
  never,
  never,
  never,
  never,
  never,
];

describe('reach in time order', () => {
  it('does not go back in time, but counts transfers of one block as simultaneous', () => {
    const graph = buildSubgraph([
      pay(5, b, c, 1n),
      pay(5, a, b, 1n),
      pay(4, c, d, 1n),
      pay(6, c, e, 1n),
    ]);
    expect([...accountsInReach(graph, [a])]).toEqual(
      [
        [b, 1],
        [c, 2],
        [a, 0],
        [e, 3],
      ].sort(
        (x, y) => graph.accounts.indexOf(x[0] as never) - graph.accounts.indexOf(y[0] as never),
      ),
    );
    expect(accountsInReach(graph, [a]).has(d)).toBe(false);
  });

  it('prefers an earlier arrival with more hops where it opens a way that the short one misses', () => {
    const graph = buildSubgraph([
      pay(1, a, b, 1n),
      pay(2, b, c, 1n),
      pay(3, c, d, 1n),
      pay(9, a, c, 1n),
    ]);
    expect(accountsInReach(graph, [a]).get(d)).toBe(3);
    expect(accountsInReach(graph, [a]).get(c)).toBe(1);
    expect(accountsInReach(graph, [a], 2).has(d)).toBe(false);
  });

  it('answers which wallets lie within some hops of a list, both ways', () => {
    const graph = buildSubgraph([pay(1, a, b, 1n), pay(2, b, c, 1n), pay(1, c, d, 1n)]);
    expect(walletsWithinReach(graph, [a, b, d], [c], 2, 'to-list')).toEqual([
      { account: a, hops: 2 },
      { account: b, hops: 1 },
    ]);
    expect(walletsWithinReach(graph, [a, b, d], [b], 2, 'from-list')).toEqual([
      { account: b, hops: 0 },
    ]);
  });
});

describe('evidence paths between two wallets', () => {
  const graph = buildSubgraph([
    pay(1, a, b, 100n),
    pay(2, b, c, 90n),
    pay(3, c, d, 80n),
    pay(4, a, d, 5n),
    pay(1, e, d, 500n),
  ]);

  it('are the one of the fewest transfers and the one whose least transfer is greatest', () => {
    expect(shortestPath(graph, a, d, 9)?.map((t) => t.amountBase)).toEqual([5n]);
    const widest = widestPath(graph, a, d, usd);
    expect(widest?.widthBase).toBe(80n);
    expect(widest?.transfers.map((t) => t.to)).toEqual([b, c, d]);
  });

  it('do not exist against time', () => {
    expect(shortestPath(graph, d, a, 9)).toBeUndefined();
    expect(widestPath(graph, d, a, usd)).toBeUndefined();
  });

  it('widen within one block in whatever order its transfers stand', () => {
    const block = buildSubgraph([pay(7, b, c, 9n), pay(7, a, b, 8n), pay(7, a, c, 1n)]);
    expect(widestPath(block, a, c, usd)?.widthBase).toBe(8n);
  });
});
