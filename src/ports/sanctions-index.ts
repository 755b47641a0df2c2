import type { AccountId } from '../domain/caip.ts';
import type { Listing, ListingMatch, ListVersion } from '../domain/listing.ts';

/** The loaded lists, in memory, immutable, swapped whole. */
export interface SanctionsIndex {
  /** Versions of all loaded lists; cited by every decision made with them. */
  versions(): readonly ListVersion[];
  /** Every listing that the account meets, exact and by key twin; empty when there is none. */
  matchesOf(account: AccountId): readonly ListingMatch[];
  /** The same by the key of an account whose chain is not known. */
  listingsOfKey(key: string): readonly Listing[];
}
