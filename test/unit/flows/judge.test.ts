import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/domain/flow.ts';
import { flagOf } from '../../../src/flows/judge.ts';

// CAST: only the kind and the units matter here.
const ended = (kind: Endpoint['kind'], seedUnits: bigint) => ({ kind, seedUnits }) as Endpoint;
const trace = (seedBase: bigint, lowerBase: bigint, upperBase: bigint, listedUnits: bigint) => ({
  seedBase,
  listedBounds: { lowerBase, upperBase, method: 'max-flow' as const },
  endpoints: [ended('unspent', 5n), ended('sanctioned', listedUnits)],
});

describe('the flag of a flow', () => {
  it('is certain when some of the wage must have arrived, whatever the method', () => {
    expect(flagOf(trace(1_000n, 1n, 900n, 0n), 1n)).toBe('certain');
  });

  it('is attributed when the method says so, and possible when only the upper bound does', () => {
    expect(flagOf(trace(1_000n, 0n, 900n, 3n), 1n)).toBe('attributed');
    expect(flagOf(trace(1_000n, 0n, 900n, 0n), 1n)).toBe('possible');
  });

  it('is not raised below one percent of the seed, nor below the minimum', () => {
    expect(flagOf(trace(1_000n, 0n, 9n, 9n), 1n)).toBeUndefined();
    expect(flagOf(trace(1_000n, 0n, 10n, 9n), 1n)).toBe('attributed');
    expect(flagOf(trace(1_000n, 0n, 49n, 9n), 50n)).toBeUndefined();
  });

  it('is never raised when nothing can have arrived', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 2n ** 255n }),
        fc.bigInt({ min: 0n, max: 100n }),
        (seed, minimum) => {
          expect(flagOf(trace(seed, 0n, 0n, 0n), minimum)).toBeUndefined();
        },
      ),
    );
  });
});
