import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteWriter } from '../../../src/database/byte-writer.ts';
import { readNumeric, writeNumeric } from '../../../src/ledger/postgres/numeric-codec.ts';

it('gives every amount back as it was', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n }), (amountBase) => {
      const into = new ByteWriter(0);
      writeNumeric(into, amountBase);
      expect(readNumeric(into.bytes(), 0)).toBe(amountBase);
    }),
  );
});

it.each([
  0n,
  1n,
  9_999n,
  10_000n,
  BigInt(Number.MAX_SAFE_INTEGER),
  BigInt(Number.MAX_SAFE_INTEGER) + 1n,
  10n ** 77n,
])('keeps %s', (amountBase) => {
  const into = new ByteWriter(8);
  writeNumeric(into, amountBase);
  expect(readNumeric(into.bytes(), 0)).toBe(amountBase);
});

it('refuses an amount below zero, which no transfer has', () => {
  expect(() => writeNumeric(new ByteWriter(8), -1n)).toThrow(RangeError);
});
