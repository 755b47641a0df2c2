import type { Listing } from '../domain/listing.ts';
import { isInForce } from './in-force.ts';

/** A listing as the store holds it. */
export interface StoredListing extends Listing {
  readonly id: number;
}

/** What a new version makes of the listings in force. */
export interface ListingsDiff {
  readonly added: readonly Listing[];
  readonly removed: readonly StoredListing[];
  readonly modified: readonly Pair[];
}

function identity(listing: Listing): string {
  return JSON.stringify([listing.declaredSymbol ?? '', listing.raw]);
}

/** What the publisher says of an identifier; dates of loading are ours. */
function content(listing: Listing): string {
  return JSON.stringify([
    listing.uid,
    listing.party,
    listing.aliases,
    listing.programmes,
    listing.effect,
    listing.jurisdiction,
    listing.accountKey,
    listing.keptBecause,
    listing.declaredMismatch,
    listing.designated,
    listing.until,
  ]);
}

function grouped<T extends Listing>(listings: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const listing of listings) {
    const key = identity(listing);
    const group = groups.get(key);
    if (group) group.push(listing);
    else groups.set(key, [listing]);
  }
  return groups;
}

interface Pair {
  readonly before: StoredListing;
  readonly after: Listing;
}

/**
 * Pairs two groups of one identifier, emptying them as it goes: the same party first, then whoever
 * is left, since a publisher may give a party another id.
 */
function pairOff(old: StoredListing[], next: Listing[]): Pair[] {
  const pairs: Pair[] = [];
  const take = (after: Listing, at: number): void => {
    const [before] = old.splice(at, 1);
    if (before) pairs.push({ before, after });
  };
  const unpaired = next.splice(0).filter((after) => {
    const at = old.findIndex((before) => before.uid === after.uid);
    if (at >= 0) take(after, at);
    return at < 0;
  });
  for (const after of unpaired) {
    if (old.length > 0) take(after, 0);
    else next.push(after);
  }
  return pairs;
}

/**
 * Compares the listings that the store holds with those of a version published on `day`. One that is in both
 * keeps its first dates of publication and loading. What was delisted before stays so; if it is
 * listed again, that is a new listing.
 */
export function diffListings(
  current: readonly StoredListing[],
  next: readonly Listing[],
  day: string,
): ListingsDiff {
  const ended = new Set(current.filter((one) => !isInForce(one, day)).map(endedKey));
  const old = grouped(current.filter((one) => isInForce(one, day)));
  const added: Listing[] = [];
  const modified: Pair[] = [];
  for (const [key, group] of grouped(next.filter((listing) => !ended.has(endedKey(listing))))) {
    for (const { before, after } of pairOff(old.get(key) ?? [], group)) {
      const published = [before.published, after.published].sort()[0] ?? after.published;
      const kept = { ...after, published, loaded: before.loaded };
      if (content(before) !== content(kept)) modified.push({ before, after: kept });
    }
    added.push(...group);
  }
  return { added, removed: [...old.values()].flat(), modified };
}

/** An issuer may end its freeze of one address on several chains on the same day. */
function endedKey(listing: Listing): string {
  return `${listing.uid} ${identity(listing)} ${listing.until ?? ''}`;
}
