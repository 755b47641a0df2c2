import type { AccountId } from '../domain/caip.ts';
import type { ListingEffect, ListingMatch, ListVersion } from '../domain/listing.ts';
import type { OwnershipFinding } from '../domain/ownership.ts';

/** What the operator sees of one list. */
export interface ListStatus {
  readonly list: string;
  readonly publisher: string;
  readonly effect: ListingEffect;
  readonly jurisdiction: string;
  /** Undefined before the first load. */
  readonly version?: ListVersion;
  /** Screening is incomplete without this list. */
  readonly required: boolean;
  readonly identifiers: number;
  /** Identifiers that are no address of any known encoding, kept with the reason. */
  readonly kept: number;
  /** When the publisher was last asked with success, ISO 8601 UTC. */
  readonly checkedAt?: string;
  readonly failure?: { readonly code: string; readonly message: string; readonly at: string };
  /** Older than its maximum age, counted from the last success: publishers skip days. */
  readonly stale: boolean;
  readonly refreshing: boolean;
}

export type RefreshOutcome = 'updated' | 'unchanged' | 'refused' | 'failed' | 'busy';

/** What a refresh came to. Failures are values: the version in force stays. */
export interface RefreshResult {
  readonly list: string;
  readonly outcome: RefreshOutcome;
  /** The version in force afterwards. */
  readonly version?: ListVersion;
  /** The store's id of a new version, by which `changesOf` finds its changes. */
  readonly versionId?: number;
  readonly added: number;
  readonly removed: number;
  readonly modified: number;
  /** Why it was refused or failed, or what is wanting in an updated one. */
  readonly problem?: { readonly code: string; readonly message: string };
}

/** One difference between two versions of a list. */
export interface ListChange {
  readonly list: string;
  readonly kind: 'added' | 'modified' | 'removed';
  readonly subject: 'identifier' | 'party';
  readonly uid: string;
  readonly party: string;
  readonly raw?: string;
  readonly declaredSymbol?: string;
  readonly accountKey?: string;
  /** When it was loaded here, ISO 8601 UTC. */
  readonly at: string;
}

/** A difference as it was stored: the page after it begins at its id. */
export interface StoredChange extends ListChange {
  readonly id: number;
}

export interface ChangesQuery {
  readonly list: string;
  /** Id of the last change of the page before. */
  readonly after?: number;
  /** ISO 8601 UTC, exclusive. */
  readonly since?: string;
  /** Only those that this version brought. */
  readonly versionId?: number;
  readonly limit: number;
}

/** As of when a question is asked; both undefined: everything, the delisted with their `until`. */
export interface ListingsWhen {
  /** By the publishers' dates, YYYY-MM-DD. */
  readonly asOf?: string;
  /** By what was loaded here at that moment, ISO 8601 UTC. */
  readonly knownAt?: string;
}

/** The lists, their history and their renewal. */
export interface Lists {
  status(): Promise<readonly ListStatus[]>;
  /**
   * Asks the publisher, checks what it gave, and swaps it in. `acceptShrunk` takes a list that
   * lost more than a fifth, which is otherwise refused. Throws `list.unknown` only.
   */
  refresh(list: string, options?: { readonly acceptShrunk?: boolean }): Promise<RefreshResult>;
  /** Oldest first. Throws `list.unknown`. */
  changes(query: ChangesQuery): Promise<readonly StoredChange[]>;
  /** Listings of the account and of its key twins, as of a date. */
  listings(account: AccountId, when: ListingsWhen): Promise<readonly ListingMatch[]>;
  /** The 50 percent rule today for a party `list:uid`, or one that an ownership import names. */
  ownership(party: string): Promise<OwnershipFinding>;
}
