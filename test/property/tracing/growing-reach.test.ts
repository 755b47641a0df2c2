import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { GrowingReach } from '../../../src/tracing/growing-reach.ts';
import { walletsWithinReach } from '../../../src/tracing/reach-sets.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import { account, pay } from '../../unit/tracing/world.ts';

const accounts = 7;
const row = fc.record({
  step: fc.integer({ min: 0, max: 1 }),
  from: fc.integer({ min: 0, max: accounts - 1 }),
  to: fc.integer({ min: 0, max: accounts - 1 }),
  amount: fc.bigInt({ min: 0n, max: 9n }),
  kind: fc.constantFrom('token', 'token', 'token', 'mint'),
});
const worlds = fc.array(row, { maxLength: 30 }).map((rows): Transfer[] => {
  let height = 1;
  return rows.map(({ step, from, to, amount, kind }) => {
    height += step;
    return pay(height, account(`a${from}`), account(`a${to}`), amount, { kind });
  });
});
const all = Array.from({ length: accounts }, (_, number) => account(`a${number}`));

describe('reach over transfers that are loaded as it goes', () => {
  it('finds what a search of the whole graph finds, and asks for each account once', () => {
    const sources = fc.array(fc.constantFrom(...all), { minLength: 1, maxLength: 3 });
    const direction = fc.constantFrom('forward', 'backward');
    fc.assert(
      fc.property(worlds, sources, fc.integer({ min: 0, max: 5 }), direction, (...drawn) => {
        const [transfers, list, hopsMax, way] = drawn;
        const search = new GrowingReach({ sources: list, hopsMax, direction: way });
        const asked = new Set<string>();
        while (!search.isOver) {
          for (const one of search.wanted()) {
            expect(asked.has(one)).toBe(false);
            asked.add(one);
            const own = transfers.filter(({ from, to }) => from === one || to === one);
            search.load([one], own);
          }
          search.step();
        }
        const whole = walletsWithinReach(
          buildSubgraph(transfers),
          all,
          list,
          hopsMax,
          way === 'forward' ? 'from-list' : 'to-list',
        );
        const expected = new Map(whole.map((one) => [one.account, one.hops]));
        // A source that moved nothing is in no graph, and reaches itself all the same.
        for (const source of list) expected.set(source, 0);
        expect(new Map([...search.hops].sort())).toEqual(new Map([...expected].sort()));
      }),
      { numRuns: 500 },
    );
  });
});
