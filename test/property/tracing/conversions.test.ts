import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountMethods } from '../../../src/domain/flow.ts';
import { traceBackwards } from '../../../src/tracing/backwards.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import { trace } from '../../../src/tracing/trace.ts';
import { oneTrace, requestOf } from '../../unit/tracing/world.ts';
import { conversionWorlds as worlds } from './conversion-world.ts';

describe('a trace over conversions', () => {
  it('conserves each asset to the last unit and the seed units whole, within upper bounds', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const result = oneTrace(world);
        for (const method of accountMethods) {
          for (const figures of result.conservation[method] ?? []) {
            const came = figures.seededBase + figures.convertedInBase;
            const { heldBase, endedBase, feesBase, cutBase, convertedOutBase } = figures;
            expect(heldBase + endedBase + feesBase + cutBase + convertedOutBase).toBe(came);
          }
        }
        const units = result.endpoints.reduce((sum, end) => sum + end.seedUnits, 0n);
        expect(units).toBe(result.seedBase);
        // Bounds are of seed units: no method can bring more of the seed than the upper one.
        for (const { bounds, seedUnits } of result.endpoints) {
          if (!bounds) continue;
          expect(seedUnits).toBeLessThanOrEqual(bounds.upperBase);
          expect(seedUnits).toBeGreaterThanOrEqual(bounds.lowerBase);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is whole backwards too, from any transfer, within the bounds', () => {
    fc.assert(
      fc.property(worlds, fc.nat(), (world, pick) => {
        const seeds = [pick % world.transfers.length];
        const [transfer] = seeds.flatMap((at) => world.transfers[at] ?? []);
        if (!transfer || transfer.from === transfer.to) return;
        // What it does not conserve, under any method, it does not return.
        const outcome = traceBackwards({
          ...requestOf({ ...world, seeds, payers: [transfer.to] }),
        });
        const [result] = outcome.state === 'traced' ? outcome.traces : [];
        const units = result?.endpoints.reduce((sum, end) => sum + end.seedUnits, 0n);
        expect(units).toBe(transfer.amountBase);
        for (const { bounds, seedUnits } of result?.endpoints ?? []) {
          if (!bounds) continue;
          expect(seedUnits).toBeLessThanOrEqual(bounds.upperBase);
          expect(seedUnits).toBeGreaterThanOrEqual(bounds.lowerBase);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('does not depend on the order in which transfers were loaded', () => {
    fc.assert(
      fc.property(worlds, fc.integer(), (world, shift) => {
        const turned = world.transfers.map((_, at, all) => all.at((at + shift) % all.length));
        const shuffled = buildSubgraph(
          turned.flatMap((transfer) => transfer ?? []),
          world.conversions,
        );
        const outcome = trace({ ...requestOf(world), subgraph: shuffled });
        expect(outcome.state === 'traced' && outcome.traces).toEqual([oneTrace(world)]);
      }),
      { numRuns: 150 },
    );
  });
});
