import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HashFilter } from '../../../src/ledger/postgres/hash-filter.ts';

it('misses nobody, also when it comes back from the store', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })), (hashes) => {
      const { bytes } = HashFilter.of(Int32Array.from(hashes));
      const filter = new HashFilter(Buffer.from(bytes));
      expect(hashes.every((hash) => filter.mayHave(hash))).toBe(true);
    }),
  );
});

it('grows with how many it has, not with how often each is named', () => {
  const often = HashFilter.of(Int32Array.from({ length: 9_000 }, (_, at) => at % 90));
  expect(often.bytes).toEqual(HashFilter.of(Int32Array.from({ length: 90 }, (_, at) => at)).bytes);
});

it('takes few for somebody whom it has', () => {
  const count = 50_000;
  const spread = (number: number) => Math.imul(number, 0x9e3779b1) | 0;
  const filter = HashFilter.of(Int32Array.from({ length: count }, (_, at) => spread(at)));
  let taken = 0;
  for (let at = count; at < 2 * count; at += 1) if (filter.mayHave(spread(at))) taken += 1;
  expect(taken / count).toBeLessThan(0.02);
});
