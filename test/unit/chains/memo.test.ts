import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanMemo, memoCharactersMax, memoOfBytes } from '../../../src/chains/memo.ts';
import { sayable } from '../../../src/chains/sayable.ts';

const hex = (text: string) => Buffer.from(text).toString('hex');

describe('memos', () => {
  it('are text that people wrote', () => {
    expect(memoOfBytes(hex('Gehalt für März 2026'))).toBe('Gehalt für März 2026');
    expect(memoOfBytes('')).toBeUndefined();
  });

  it('are not the calls of contracts, nor bytes that are no text', () => {
    expect(memoOfBytes('a9059cbb000000000000000000000000')).toBeUndefined();
    expect(memoOfBytes('fffe00')).toBeUndefined();
  });

  it('show what cannot be stored or misleads the eye as a replacement', () => {
    expect(cleanMemo('pay\u0000roll \u202etxt.exe')).toBe('pay\ufffdroll \ufffdtxt.exe');
  });

  it('are cut, however long; a megabyte is not even read', () => {
    expect(cleanMemo('x'.repeat(1_000_000))?.length).toBe(memoCharactersMax);
    expect(memoOfBytes(hex('x'.repeat(1_000_000)))).toBeUndefined();
  });

  it('never carry control characters or half of a pair, whatever is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
        const memo = cleanMemo(text) ?? '';
        expect(memo).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        expect([...memo].length).toBeLessThanOrEqual(memoCharactersMax);
      }),
      { numRuns: 200 },
    );
  });
});

describe('what a provider says', () => {
  it('is told without URLs, keys, control characters, or more than a line', () => {
    const said = sayable(
      `no access: https://x.example/v3/abc?k=1 key 0123456789abcdef0 \u0000${'y '.repeat(500)}`,
    );
    expect(said).toMatch(/^no access: … key … /);
    expect(said.length).toBeLessThanOrEqual(160);
  });
});
