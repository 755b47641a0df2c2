import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeHash, encodeHash } from '../../../src/ledger/postgres/hash-codec.ts';

it('gives every spelling back as it was', () => {
  const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), maxLength: 80 });
  const hash = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    hex,
    hex.map((h) => `0x${h}`),
  );
  fc.assert(
    fc.property(hash, (text) => {
      expect(decodeHash(encodeHash(text))).toBe(text);
    }),
  );
});

it('needs a byte for two digits of a hash', () => {
  expect(encodeHash(`0x${'ab'.repeat(32)}`)).toHaveLength(33);
});
