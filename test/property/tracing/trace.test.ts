import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AttributionMethod, accountMethods } from '../../../src/domain/flow.ts';
import { openPot } from '../../../src/tracing/attribution/pot-ledger.ts';
import {
  cleanSegment,
  tracedSegment,
  tracedSum,
} from '../../../src/tracing/attribution/segment.ts';
import { trace } from '../../../src/tracing/trace.ts';
import type { SeedTrace } from '../../../src/tracing/trace-result.ts';
import { oneTrace, requestOf, type SmallWorld } from '../../unit/tracing/world.ts';
import { bruteForce } from './brute-force.ts';
import { randomWorld } from './random-world.ts';

const huge = randomWorld({ accounts: 5, transfersMax: 40, amountMax: 1n << 255n });
const tiny = randomWorld({ accounts: 4, transfersMax: 6, amountMax: 4n });

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function went(result: SeedTrace, method: AttributionMethod): bigint {
  const figures = result.conservation[method] ?? [];
  return sum(figures.flatMap((f) => [f.heldBase, f.endedBase, f.feesBase, f.cutBase]));
}

/** What each account holds when all is over, with what was burnt there. */
function heldAtEnd({ transfers, openings = {} }: SmallWorld): Map<string, bigint> {
  const balance = new Map(Object.entries(openings).map(([name, base]) => [`test:1:${name}`, base]));
  const burnt = new Map<string, bigint>();
  for (const { from, to, amountBase, kind } of transfers) {
    if (from === to) continue;
    const before = kind === 'mint' ? 0n : (balance.get(from) ?? 0n);
    if (kind !== 'mint') balance.set(from, before > amountBase ? before - amountBase : 0n);
    balance.set(to, (balance.get(to) ?? 0n) + amountBase);
    if (kind === 'burn') burnt.set(to, (burnt.get(to) ?? 0n) + amountBase);
  }
  return new Map([...balance].map(([name, base]) => [name, base + (burnt.get(name) ?? 0n)]));
}

describe('every trace', () => {
  it('conserves value and seed units, and every method lies within the bounds', () => {
    fc.assert(
      fc.property(huge, (world) => {
        const result = oneTrace(world);
        for (const method of accountMethods) {
          if (method !== 'poison') expect(went(result, method)).toBe(result.seedBase);
        }
        expect(sum(result.endpoints.map((end) => end.seedUnits))).toBe(result.seedBase);
        for (const { bounds, byMethod } of result.endpoints) {
          if (!bounds) continue;
          const { poison = 0n, ...conserving } = byMethod;
          for (const amount of Object.values(conserving)) {
            expect(amount).toBeGreaterThanOrEqual(bounds.lowerBase);
            expect(amount).toBeLessThanOrEqual(bounds.upperBase);
          }
          expect(bounds.upperBase).toBeLessThanOrEqual(poison);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('never lets rest more than its pot holds, under any method', () => {
    fc.assert(
      fc.property(huge, (world) => {
        const held = heldAtEnd(world);
        for (const { kind, account, byMethod } of oneTrace(world).endpoints) {
          if (kind !== 'unspent') continue;
          for (const amount of Object.values(byMethod)) {
            expect(amount).toBeLessThanOrEqual(held.get(account) ?? 0n);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has the bounds that a search over all integer attributions finds', () => {
    fc.assert(
      fc.property(tiny, (world) => {
        const result = oneTrace(world);
        const extremes = bruteForce(world, (end) => end.startsWith('sanctioned '));
        for (const end of result.endpoints) {
          const found = extremes.get(`${end.kind} ${end.account}`);
          expect(end.bounds).toEqual({
            lowerBase: found?.least,
            upperBase: found?.greatest,
            method: 'max-flow',
          });
        }
        const union = extremes.get('union');
        expect(result.listedBounds.lowerBase).toBe(union?.least);
        expect(result.listedBounds.upperBase).toBe(union?.greatest);
      }),
      { numRuns: 600 },
    );
  });

  it('gives a seed the same in a crowd as alone', () => {
    fc.assert(
      fc.property(huge, (world) => {
        const moving = world.transfers.flatMap((transfer, at) =>
          transfer.amountBase > 0n && transfer.from !== transfer.to ? [at] : [],
        );
        const crowd = { ...requestOf({ ...world, seeds: moving }), combine: 'each' as const };
        const together = trace(crowd);
        for (const [place, seed] of moving.entries()) {
          const alone = oneTrace({ ...world, seeds: [seed] });
          expect(together.state === 'traced' && together.traces[place]).toEqual(alone);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('one pot', () => {
  it('debits at least clean-first and at most traced-first, after every event', () => {
    const event = fc.record({
      amount: fc.bigInt({ min: 1n, max: 50n }),
      kind: fc.constantFrom('traced', 'clean', 'out', 'out'),
    });
    const events = fc.array(event, { maxLength: 40 });
    fc.assert(
      fc.property(events, fc.bigInt({ min: 0n, max: 60n }), (all, opening) => {
        const sums = accountMethods.map((method) => {
          const pot = openPot(method, opening);
          let sum = 0n;
          return all.map(({ amount, kind }) => {
            if (kind === 'out') sum += tracedSum(pot.debit(amount)).tracedBase;
            else
              pot.credit([kind === 'clean' ? cleanSegment(amount) : tracedSegment(amount, amount)]);
            expect(pot.held.tracedBase).toBeLessThanOrEqual(pot.balanceBase);
            return sum;
          });
        });
        const least = sums[accountMethods.indexOf('clean-first')];
        const greatest = sums[accountMethods.indexOf('traced-first')];
        for (const [place, method] of accountMethods.entries()) {
          if (method === 'poison') continue;
          for (const at of all.keys()) {
            expect(sums[place]?.[at]).toBeGreaterThanOrEqual(least?.[at] ?? 0n);
            expect(sums[place]?.[at]).toBeLessThanOrEqual(greatest?.[at] ?? 0n);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
