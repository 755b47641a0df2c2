import type { Listing } from '../domain/listing.ts';
import { readIdentifier } from './identifier.ts';
import type { ListDocument, ListProfile, PublishedIdentifier } from './list-source.ts';

function listingOf(
  profile: ListProfile,
  document: ListDocument,
  identifier: PublishedIdentifier,
  loaded: string,
): Listing {
  const read =
    identifier.keptBecause === undefined
      ? readIdentifier(identifier.raw, identifier.declaredSymbol)
      : { keptBecause: identifier.keptBecause };
  const { declaredSymbol, designated, until } = identifier;
  return {
    list: profile.list,
    effect: identifier.effect ?? profile.effect,
    jurisdiction: profile.jurisdiction,
    uid: identifier.uid,
    party: identifier.party,
    aliases: identifier.aliases,
    programmes: identifier.programmes,
    ...(declaredSymbol === undefined ? {} : { declaredSymbol }),
    raw: identifier.raw,
    ...('accountKey' in read
      ? { accountKey: read.accountKey, declaredMismatch: read.declaredMismatch }
      : { keptBecause: read.keptBecause }),
    ...(designated === undefined ? {} : { designated }),
    published: identifier.published ?? document.published ?? loaded.slice(0, 10),
    loaded,
    ...(until === undefined ? {} : { until }),
  };
}

/** Every identifier of a document as a listing, none dropped; exact repetitions once. */
export function listingsOf(
  profile: ListProfile,
  document: ListDocument,
  loaded: string,
): readonly Listing[] {
  const listings = new Map<string, Listing>();
  for (const identifier of document.identifiers) {
    const listing = listingOf(profile, document, identifier, loaded);
    const key = JSON.stringify([listing.uid, listing.declaredSymbol, listing.raw, listing.until]);
    listings.set(key, listing);
  }
  return [...listings.values()];
}
