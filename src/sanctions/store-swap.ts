import { createHash } from 'node:crypto';
import type { Transaction } from '../database/database.ts';
import type { ListedParty } from '../domain/listed-party.ts';
import type { Listing, ListVersion } from '../domain/listing.ts';
import type { ListChange } from '../ports/lists.ts';
import { diffListings, type ListingsDiff } from './diff.ts';
import { dayOf, isInForce } from './in-force.ts';
import type { ListDocument, ListProfile } from './list-source.ts';
import { listingsOf } from './listings-of.ts';
import {
  closeListings,
  closeParties,
  insertChanges,
  insertListings,
  insertParties,
  openListings,
  openParties,
  type PartyRow,
} from './store-listings.ts';
import { replaceOwnerships } from './store-ownership.ts';
import { insertVersion } from './store-version.ts';

export interface NewVersion {
  readonly profile: ListProfile;
  readonly document: ListDocument;
  readonly version: ListVersion;
  /** The version in force was the shipped one, whose parties have no ids of the publisher. */
  readonly replacesShipped: boolean;
}

export interface AppliedVersion {
  readonly versionId: number;
  readonly added: number;
  readonly removed: number;
  readonly modified: number;
}

/**
 * Writes a new version beside the old in the caller's transaction: the swap is its commit.
 * Rows that the version changes are closed and written anew, so that earlier knowledge stays.
 */
export async function applyVersion(tx: Transaction, next: NewVersion): Promise<AppliedVersion> {
  const { profile, document, version } = next;
  const at = new Date(version.loadedAt);
  const listings = listingsOf(profile, document, version.loadedAt);
  const diff = diffListings(await openListings(tx, profile.list), listings, version.published);
  const inForce = listings.filter((one) => isInForce(one, version.published)).length;
  const versionId = await insertVersion(tx, version, inForce);
  await writeListings(tx, diff, version);
  await replaceOwnerships(tx, profile.list, document.ownerships ?? [], at);
  const partyChanges = await writeParties(tx, next, at);
  const changes = [...listingChanges(diff, version), ...partyChanges];
  await insertChanges(tx, versionId, changes);
  const count = (kind: ListChange['kind']) => changes.filter((one) => one.kind === kind).length;
  return {
    versionId,
    added: count('added'),
    removed: count('removed'),
    modified: count('modified'),
  };
}

async function writeListings(
  tx: Transaction,
  diff: ListingsDiff,
  version: ListVersion,
): Promise<void> {
  const at = new Date(version.loadedAt);
  const closed = [...diff.removed, ...diff.modified.map(({ before }) => before)];
  await closeListings(
    tx,
    closed.map(({ id }) => id),
    at,
  );
  const delisted = diff.removed.map((listing) => ({ ...listing, until: version.published }));
  const rewritten = diff.modified.map(({ after }) => after);
  await insertListings(tx, [...diff.added, ...rewritten, ...delisted], at);
}

function listingChanges(diff: ListingsDiff, version: ListVersion): ListChange[] {
  const change = (kind: ListChange['kind'], listing: Listing): ListChange => ({
    list: listing.list,
    kind,
    subject: 'identifier',
    uid: listing.uid,
    party: listing.party,
    raw: listing.raw,
    ...(listing.declaredSymbol === undefined ? {} : { declaredSymbol: listing.declaredSymbol }),
    ...(listing.accountKey === undefined ? {} : { accountKey: listing.accountKey }),
    at: version.loadedAt,
  });
  return [
    ...diff.added.map((listing) => change('added', listing)),
    ...diff.removed.map((listing) => change('removed', listing)),
    ...diff.modified.map(({ after }) => change('modified', after)),
  ];
}

function digestOf(party: ListedParty): string {
  return createHash('sha256').update(JSON.stringify(party)).digest('hex');
}

async function writeParties(tx: Transaction, next: NewVersion, at: Date): Promise<ListChange[]> {
  const { profile, document, version, replacesShipped } = next;
  const open = await openParties(tx, profile.list);
  const changes: ListChange[] = [];
  const note = (kind: ListChange['kind'], uid: string, party: string) =>
    changes.push({ list: profile.list, kind, subject: 'party', uid, party, at: version.loadedAt });
  const written: PartyRow[] = [];
  const rewritten: number[] = [];
  const day = dayOf(at);
  for (const party of new Map(document.parties.map((one) => [one.uid, one])).values()) {
    if (!isInForce(party, day)) continue;
    const before = open.get(party.uid);
    open.delete(party.uid);
    const sha256 = digestOf(party);
    if (before?.sha256 === sha256) continue;
    if (before) rewritten.push(before.id);
    note(before ? 'modified' : 'added', party.uid, party.name);
    written.push({ party, sha256 });
  }
  const gone = [...open.values()].map(({ id }) => id);
  await closeParties(tx, rewritten, at);
  // Parties of the shipped version are replaced by those with the publisher's ids, not delisted.
  await closeParties(tx, gone, at, replacesShipped ? undefined : version.published);
  if (!replacesShipped) for (const [uid, { name }] of open) note('removed', uid, name);
  await insertParties(tx, written, at);
  return changes;
}
