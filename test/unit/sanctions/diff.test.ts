import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Listing } from '../../../src/domain/listing.ts';
import { diffListings, type StoredListing } from '../../../src/sanctions/diff.ts';

const listing: fc.Arbitrary<Listing> = fc.record({
  list: fc.constant('l'),
  effect: fc.constant('block' as const),
  jurisdiction: fc.constant('US'),
  uid: fc.constantFrom('1', '2', '3'),
  party: fc.constantFrom('A', 'B'),
  aliases: fc.constant([]),
  programmes: fc.constant([]),
  declaredSymbol: fc.constantFrom('ETH', 'USDT'),
  raw: fc.constantFrom('x', 'y', 'z'),
  accountKey: fc.constant('k'),
  published: fc.constantFrom('2024-01-01', '2025-01-01'),
  loaded: fc.constant('2025-01-01T00:00:00.000Z'),
});
const version = fc.uniqueArray(listing, {
  maxLength: 12,
  selector: (one) => `${one.uid} ${one.declaredSymbol} ${one.raw}`,
});

function said(listings: readonly Listing[]): string[] {
  return listings.map((one) => `${one.uid} ${one.party} ${one.declaredSymbol} ${one.raw}`).sort();
}

const day = '2026-01-01';

function stored(listings: readonly Listing[]): StoredListing[] {
  return listings.map((one, id) => ({ ...one, id }));
}

describe('the difference between two versions', () => {
  it('turns the one into the other, and into nothing else', () => {
    fc.assert(
      fc.property(version, version, (before, after) => {
        const diff = diffListings(stored(before), after, day);
        const gone = new Set([...diff.removed, ...diff.modified.map((one) => one.before)]);
        const kept = stored(before).filter(({ id }) => ![...gone].some((one) => one.id === id));
        const now = [...kept, ...diff.added, ...diff.modified.map((one) => one.after)];
        expect(said(now)).toEqual(said(after));
      }),
      { numRuns: 500 },
    );
  });

  it('is nothing between equal versions', () => {
    fc.assert(
      fc.property(version, (same) => {
        expect(diffListings(stored(same), same, day)).toEqual({
          added: [],
          removed: [],
          modified: [],
        });
      }),
      { numRuns: 200 },
    );
  });
});
