import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chainId } from '../../../src/domain/caip.ts';
import { transferKey } from '../../../src/domain/transfer.ts';
import { TransferIds } from '../../../src/tracing/transfer-ids.ts';

it('numbers transfers as a map of their keys does, and finds no text that is no key', () => {
  const tx = fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('', ':', 'x'.repeat(60)))
    .chain(([n, more]) => fc.constantFrom(`${n}${more}`, `${more}${n}`, `0x${more}${n}${more}`));
  const named = fc.record({
    chain: fc.constantFrom(chainId('test:1'), chainId('test:12')),
    tx,
    position: fc.integer({ min: -2, max: 12 }),
  });
  fc.assert(
    fc.property(fc.array(named, { maxLength: 1_500, size: 'max' }), (transfers) => {
      const ids = new TransferIds();
      const expected = new Map<string, number>();
      for (const transfer of transfers) {
        const key = transferKey(transfer);
        if (!expected.has(key)) expected.set(key, expected.size);
        expect(ids.add(transfer)).toBe(expected.get(key));
      }
      expect(ids.count).toBe(expected.size);
      for (const key of expected.keys()) {
        for (const text of [key, `${key}0`, `${key}:1`, key.slice(1), `${key}.0`, '', ':'])
          expect(ids.find(text)).toBe(expected.get(text));
      }
    }),
    { numRuns: 40 },
  );
});
