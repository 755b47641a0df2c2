import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReachSearch } from '../../../src/tracing/reach.ts';
import { reachGraph } from '../../../src/tracing/reach-graph.ts';
import type { Subgraph } from '../../../src/tracing/subgraph.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import { account, pay } from '../../unit/tracing/world.ts';

// More accounts than bits of one word.
const number = fc.integer({ min: 0, max: 79 });
const pairs = fc.array(fc.record({ from: number, to: number }), { minLength: 1, maxLength: 160 });

/** Accounts within the hops by sets, level by level. */
function withinHops(graph: Subgraph, sources: readonly number[], hopsMax: number): number {
  const seen = new Set(sources.map((source) => graph.accounts[source]));
  for (let hop = 0; hop < hopsMax; hop += 1) {
    const next = graph.transfers.flatMap(({ from, to }) => (seen.has(from) ? [to] : []));
    for (const one of next) seen.add(one);
  }
  return seen.size;
}

describe('plain reach', () => {
  it('counts what sets find, from one account and from several, search after search', () => {
    fc.assert(
      fc.property(pairs, fc.array(number, { minLength: 1, maxLength: 4 }), (rows, picks) => {
        const graph = buildSubgraph(
          rows.map(({ from, to }) => pay(1, account(`a${from}`), account(`a${to}`), 1n)),
        );
        if (graph.accounts.length === 0) return;
        const sources = picks.map((pick) => pick % graph.accounts.length);
        const search = new ReachSearch(reachGraph(graph));
        for (const hopsMax of [0, 1, 2, 4, 80]) {
          for (const from of [sources, sources.slice(0, 1)]) {
            expect(search.plain(from, hopsMax)).toBe(withinHops(graph, from, hopsMax));
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
