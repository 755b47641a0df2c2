import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AccountId, chainOf } from '../../../src/domain/caip.ts';

it('finds the chain of an id, whichever was asked for before it', () => {
  const part = fc.constantFrom('a', 'ab', 'b', '');
  const sign = fc.constantFrom(':', '/');
  // CAST: some are no ids, and must not stand for those that are.
  const ids = fc
    .tuple(part, sign, part, sign, part, sign, part)
    .map((parts) => parts.join('') as AccountId);
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          ids,
          part.map((id) => id as AccountId),
        ),
      ),
      (asked) => {
        for (const id of asked) expect(chainOf(id)).toBe(chainBySplitting(id));
      },
    ),
    { numRuns: 1_000 },
  );
});

/** What stands before the first sign behind the first colon. */
function chainBySplitting(id: string): string {
  const reference = id.indexOf(':') + 1;
  const end = id.slice(reference).search(/[:/]/);
  return end < 0 ? id : id.slice(0, reference + end);
}
