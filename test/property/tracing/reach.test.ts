import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortestPath, widestPath } from '../../../src/tracing/evidence-path.ts';
import { accountsInReach, walletsWithinReach } from '../../../src/tracing/reach-sets.ts';
import type { Subgraph } from '../../../src/tracing/subgraph.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import { account, pay, usd } from '../../unit/tracing/world.ts';

const accounts = 6;
const row = fc.record({
  step: fc.integer({ min: 0, max: 1 }),
  from: fc.integer({ min: 0, max: accounts - 1 }),
  to: fc.integer({ min: 0, max: accounts - 1 }),
  amount: fc.bigInt({ min: 0n, max: 9n }),
});
const graphs = fc.array(row, { maxLength: 14 }).map((rows): Subgraph => {
  let height = 1;
  return buildSubgraph(
    rows.map(({ step, from, to, amount }) => {
      height += step;
      return pay(height, account(`a${from}`), account(`a${to}`), amount);
    }),
  );
});

/** Every walk in time order from an account, by brute force: least hops and greatest width. */
function walks(graph: Subgraph, from: string, hopsMax: number): Map<string, [number, bigint]> {
  const best = new Map<string, [number, bigint]>();
  const go = (at: string, height: number, hops: number, width: bigint): void => {
    const known = best.get(at) ?? [hops, width];
    best.set(at, [Math.min(known[0], hops), known[1] > width ? known[1] : width]);
    if (hops === hopsMax) return;
    for (const transfer of graph.transfers) {
      if (transfer.from !== at || transfer.height < height) continue;
      const next = transfer.amountBase < width ? transfer.amountBase : width;
      go(transfer.to, transfer.height, hops + 1, next);
    }
  };
  go(from, 0, 0, 1n << 64n);
  return best;
}

describe('reach in time order', () => {
  it('finds what a search over all walks finds, both ways, with the same hops', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 0, max: 4 }), (graph, hopsMax) => {
        for (const from of graph.accounts) {
          const expected = walks(graph, from, hopsMax);
          const found = accountsInReach(graph, [from], hopsMax);
          expect(new Map([...expected].map(([to, [hops]]) => [to, hops]))).toEqual(new Map(found));
          const back = walletsWithinReach(graph, graph.accounts, [from], hopsMax, 'to-list');
          const reaches = graph.accounts.filter((to) => walks(graph, to, hopsMax).has(from));
          expect(back.map((wallet) => wallet.account)).toEqual(reaches);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('gives the shortest and the widest path that there is', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const [from, to] = graph.accounts;
        if (!from || !to) return;
        const expected = walks(graph, from, 5).get(to);
        expect(shortestPath(graph, from, to, 5)?.length).toBe(expected?.[0]);
        const widest = widestPath(graph, from, to, usd);
        if (expected) expect(widest?.widthBase).toBeGreaterThanOrEqual(expected[1]);
        const path = widest?.transfers ?? [];
        for (const [at, transfer] of path.entries()) {
          const next = path[at + 1];
          expect(transfer.amountBase).toBeGreaterThanOrEqual(widest?.widthBase ?? 0n);
          if (next)
            expect([next.from, next.height >= transfer.height]).toEqual([transfer.to, true]);
        }
      }),
      { numRuns: 200 },
    );
  });
});
