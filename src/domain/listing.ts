import type { AccountId } from './caip.ts';

export type ListingEffect = 'block' | 'restrict' | 'inform';

/** One version of a publisher's list, as loaded here. Cited by every decision. */
export interface ListVersion {
  /** Id of the list, such as `us-ofac-sdn`. */
  readonly list: string;
  readonly publisher: string;
  /** Publication date, YYYY-MM-DD. */
  readonly published: string;
  readonly sha256: string;
  /** ISO 8601 UTC. */
  readonly loadedAt: string;
  readonly records: number;
  /** True for the snapshot that ships with the product. */
  readonly shipped: boolean;
}

/** One identifier of one listed party. */
export interface Listing {
  readonly list: string;
  readonly effect: ListingEffect;
  /** ISO 3166 code of who lists, or `UN`, `EU`. */
  readonly jurisdiction: string;
  /** The publisher's own id of the party; the primary name where it gives none. */
  readonly uid: string;
  readonly party: string;
  readonly aliases: readonly string[];
  readonly programmes: readonly string[];
  readonly declaredSymbol?: string;
  /** The identifier as published. */
  readonly raw: string;
  /** The account key of `accounts/`; undefined when `raw` is no address. */
  readonly accountKey?: string;
  /** Why `raw` has no account. */
  readonly keptBecause?: string;
  /** The encoding says another chain than the declared symbol. */
  readonly declaredMismatch?: boolean;
  /** When the party was designated, YYYY-MM-DD. */
  readonly designated?: string;
  /** When this identifier was published, YYYY-MM-DD. */
  readonly published: string;
  /** When it was loaded here, ISO 8601 UTC. */
  readonly loaded: string;
  /** When it was no longer listed, YYYY-MM-DD. */
  readonly until?: string;
}

export type MatchKind =
  | 'exact'
  | 'same-key'
  | 'listed-contract-elsewhere'
  | 'cluster'
  | 'formerly-listed';

/**
 * A wallet that meets a listing in force, or (`formerly-listed`) one that named it and ended. Only
 * `exact` reaches the floor.
 */
export interface ListingMatch {
  readonly listing: Listing;
  readonly kind: MatchKind;
  readonly account: AccountId;
}
