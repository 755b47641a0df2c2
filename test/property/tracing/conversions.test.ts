import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assetId } from '../../../src/domain/caip.ts';
import { accountMethods } from '../../../src/domain/flow.ts';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';
import { traceBackwards } from '../../../src/tracing/backwards.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import { trace } from '../../../src/tracing/trace.ts';
import type { TraceConversion } from '../../../src/tracing/trace-request.ts';
import {
  account,
  oneTrace,
  pay,
  requestOf,
  type SmallWorld,
  usd,
} from '../../unit/tracing/world.ts';

const eth = assetId('test:1/slip44:60');
const [pool, people] = [account('pool'), 5];
const person = fc.integer({ min: 0, max: people - 1 });
const amountMax = 1n << 200n;

const row = fc.record({
  step: fc.integer({ min: 0, max: 2 }),
  from: person,
  to: person,
  amount: fc.oneof(fc.bigInt({ min: 1n, max: amountMax }), fc.bigInt({ min: 1n, max: 5n })),
  out: fc.oneof(fc.bigInt({ min: 1n, max: amountMax }), fc.bigInt({ min: 1n, max: 5n })),
  /** How much of the source the leg stands for, in percent; the rest is pending. */
  percent: fc.integer({ min: 0, max: 100 }),
  isSwap: fc.boolean(),
  inEth: fc.boolean(),
});

/** Payments in two assets and swaps from one to the other, whole, in part, or still pending. */
const worlds: fc.Arbitrary<SmallWorld> = fc
  .record({
    seed: fc.record({ to: person, amount: fc.bigInt({ min: 1n, max: amountMax }) }),
    rows: fc.array(row, { maxLength: 30 }),
    openings: fc.array(fc.bigInt({ min: 0n, max: amountMax }), {
      minLength: people,
      maxLength: people,
    }),
    listed: fc.option(person, { nil: undefined }),
  })
  .map(({ seed, rows, openings, listed }) => {
    const nameOf = (number: number) => account(`a${number}`);
    const transfers: Transfer[] = [pay(1, account('employer'), nameOf(seed.to), seed.amount)];
    const conversions: TraceConversion[] = [];
    let height = 1;
    for (const { step, from, to, amount, out, percent, isSwap, inEth } of rows) {
      height += step;
      const [asset, other] = inEth ? [eth, usd] : [usd, eth];
      if (!isSwap) {
        transfers.push(pay(height, nameOf(from), nameOf(to), amount, { asset }));
        continue;
      }
      const given = pay(height, nameOf(from), pool, amount, { asset });
      const taken = pay(height, pool, nameOf(to), out, { asset: other });
      const sourceShareBase = (amount * BigInt(percent)) / 100n;
      const legs = [{ transferKeys: [transferKey(taken)], sourceShareBase }];
      transfers.push(given, taken);
      conversions.push({
        sourceKeys: [transferKey(given)],
        legs: sourceShareBase > 0n ? legs : [],
      });
    }
    return {
      transfers,
      seeds: [0],
      conversions,
      openings: Object.fromEntries(openings.map((amount, at) => [`a${at}`, amount])),
      listed: listed === undefined ? [] : [nameOf(listed)],
      methods: accountMethods,
    };
  });

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
