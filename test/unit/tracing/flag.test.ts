import { describe, expect, it } from 'vitest';
import { flagOf } from '../../../src/tracing/flag.ts';
import { account, oneTrace, pay } from './world.ts';

const [employer, alice, bad] = ['employer', 'alice', 'bad'].map(account) as [never, never, never];

function flagged(opening: bigint, sent: bigint, minimumBase: bigint): string | undefined {
  const transfers = [pay(1, employer, alice, 1000n), pay(2, alice, bad, sent)];
  return flagOf(
    oneTrace({ transfers, seeds: [0], listed: [bad], openings: { alice: opening } }),
    minimumBase,
  );
}

describe('the flag of a flow', () => {
  it.each([
    ['certain, when no older balance can have paid', 0n, 1000n, 'certain'],
    ['certain, when an older balance can have paid but half', 500n, 1000n, 'certain'],
    ['possible, when an older balance as large could have paid', 1000n, 1000n, 'possible'],
    ['none below one percent of the seed', 0n, 9n, undefined],
    ['certain from one percent on', 0n, 10n, 'certain'],
  ])('is %s', (_name, opening, sent, expected) => {
    expect(flagged(opening, sent, 1n)).toBe(expected);
  });

  it('is attributed when the chosen method gives value but an admissible one gives none', () => {
    const transfers = [
      pay(1, employer, alice, 1000n),
      pay(2, bad, alice, 1000n),
      pay(3, alice, bad, 1000n),
    ];
    const result = oneTrace({ transfers, seeds: [0], listed: [bad] });
    expect(result.listedBounds.lowerBase).toBe(0n);
    expect(flagOf(result, 1n)).toBe('attributed');
  });

  it('is none when the minimum is not reached', () => {
    expect(flagged(0n, 50n, 51n)).toBeUndefined();
    expect(flagged(0n, 51n, 51n)).toBe('certain');
  });
});
