import type { ListingMatch } from '../domain/listing.ts';

/** A listing in force ends a trail when it names exactly this account and is more than a notice. */
export function isListedEnd({ kind, listing }: ListingMatch): boolean {
  return kind === 'exact' && listing.effect !== 'inform';
}
