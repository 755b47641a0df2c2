import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AccountFilter } from '../../../src/ledger/postgres/account-filter.ts';

it('misses nobody, also when it comes back from the store', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })), (hashes) => {
      const { bytes } = AccountFilter.of(Int32Array.from(hashes));
      const filter = new AccountFilter(Buffer.from(bytes));
      expect(hashes.every((hash) => filter.mayHave(hash))).toBe(true);
    }),
  );
});

it('takes few for somebody whom it has', () => {
  const count = 50_000;
  const spread = (number: number) => Math.imul(number, 0x9e3779b1) | 0;
  const filter = AccountFilter.of(Int32Array.from({ length: count }, (_, at) => spread(at)));
  let taken = 0;
  for (let at = count; at < 2 * count; at += 1) if (filter.mayHave(spread(at))) taken += 1;
  expect(taken / count).toBeLessThan(0.02);
});
