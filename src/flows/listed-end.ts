import type { ListingMatch } from '../domain/listing.ts';

/** A listing ends a trail when it names exactly this account, is in force, and is more than a notice. */
export function isListedEnd({ kind, listing }: ListingMatch): boolean {
  return kind === 'exact' && listing.until === undefined && listing.effect !== 'inform';
}
