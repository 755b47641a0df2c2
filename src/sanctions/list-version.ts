import type { ListVersion } from '../domain/listing.ts';
import type { ListDocument, ListProfile } from './list-source.ts';

/** The version in force of a list, with the store's id. */
export interface StoredVersion extends ListVersion {
  readonly id: number;
  /** How many identifiers are in force. */
  readonly identifiers: number;
}

/** A version as decisions cite it. */
export function citedVersion({ id: _id, identifiers: _n, ...version }: StoredVersion): ListVersion {
  return version;
}

/**
 * The version that a document makes when it is loaded at `now`: later than the version before it,
 * whatever the clock did, so that history has one order.
 */
export function versionOf(
  profile: ListProfile,
  document: ListDocument,
  sha256: string,
  now: Date,
  before?: StoredVersion,
): ListVersion {
  const earliest = before ? Date.parse(before.loadedAt) + 1 : 0;
  return {
    list: profile.list,
    publisher: profile.publisher,
    published: document.published ?? now.toISOString().slice(0, 10),
    sha256,
    loadedAt: new Date(Math.max(now.getTime(), earliest)).toISOString(),
    records: document.records,
    shipped: false,
  };
}
