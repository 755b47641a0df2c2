import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mayRepeat } from '../../../src/ledger/postgres/repeated-rows.ts';

it('finds two rows of one short hash and position', () => {
  const number = fc.oneof(fc.integer({ min: -2, max: 40 }), fc.integer());
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { maxLength: 30 }), (rows) => {
      const [hashes, positions] = [0, 1].map((at) => Int32Array.from(rows, (row) => row[at] ?? 0));
      const different = new Set(rows.map((row) => row.join()));
      expect(mayRepeat(hashes ?? new Int32Array(), positions ?? new Int32Array())).toBe(
        different.size < rows.length,
      );
    }),
    { numRuns: 500 },
  );
});
