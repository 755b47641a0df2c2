import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributionMethods } from '../../../src/domain/flow.ts';
import {
  cleanSegment,
  segmentSum,
  tracedSegment,
  tracedSum,
} from '../../../src/tracing/attribution/segment.ts';
import { attributeTransaction } from '../../../src/tracing/utxo-attribution.ts';

const amount = fc.bigInt({ min: 0n, max: 1n << 255n });
const segment = fc.record({ amount, units: amount, traced: fc.boolean() });
const coins = fc.array(fc.array(segment, { maxLength: 4 }), { minLength: 1, maxLength: 5 });
/** Where the sum of the inputs is cut into outputs and fee, in thousandths. */
const cuts = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 6 });

describe.each(attributionMethods)('a transaction under %s', (method) => {
  it('fills every output exactly, overfills none, and keeps value and seed units whole', () => {
    fc.assert(
      fc.property(coins, cuts, (given, thousandths) => {
        const inputs = given.map((coin) =>
          coin.map((part) =>
            part.traced && part.amount > 0n
              ? tracedSegment(part.amount, part.units)
              : cleanSegment(part.amount),
          ),
        );
        const total = segmentSum(inputs.flat());
        const edges = [0, ...thousandths]
          .sort((a, b) => a - b)
          .map((at) => (total * BigInt(at)) / 1000n);
        const outputs = edges.slice(1).map((edge, at) => edge - (edges[at] ?? 0n));
        const fee = total - (edges.at(-1) ?? 0n);
        const carried = attributeTransaction(method, inputs, outputs);
        const sums = [...carried.outputs, carried.fee].map(tracedSum);
        for (const [at, value] of [...outputs, fee].entries()) {
          expect(segmentSum([...carried.outputs, carried.fee][at] ?? [])).toBe(value);
          expect(sums[at]?.tracedBase).toBeLessThanOrEqual(value);
        }
        const came = tracedSum(inputs.flat());
        const went = (of: 'tracedBase' | 'seedUnits') =>
          sums.reduce((sum, end) => sum + end[of], 0n);
        if (method !== 'poison') expect(went('tracedBase')).toBe(came.tracedBase);
        expect(went('seedUnits')).toBe(came.seedUnits);
      }),
      { numRuns: 60 },
    );
  });
});
