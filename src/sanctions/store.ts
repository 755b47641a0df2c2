import type { Database } from '../database/database.ts';
import type { AccountId } from '../domain/caip.ts';
import type { Listing } from '../domain/listing.ts';
import type { Ownership } from '../domain/ownership.ts';
import type { ChangesQuery, ListingsWhen, StoredChange } from '../ports/lists.ts';
import type { StoredVersion } from './list-version.ts';
import { type FreezeReading, selectFreezeReadings, storeFreezeReading } from './store-freezes.ts';
import { listingsByKey, listingsForIndex, openListings, selectChanges } from './store-listings.ts';
import { selectBlocked, selectOwnerships } from './store-ownership.ts';
import { type KeptParties, type PackedKey, selectPacked, storePacked } from './store-packed.ts';
import {
  type KnownParties,
  newestPartyVersion,
  partiesInForce,
  partiesKnownAt,
} from './store-parties.ts';
import { type AppliedVersion, applyVersion, type NewVersion } from './store-swap.ts';
import {
  claimList,
  type ListFailure,
  type ListState,
  lockLists,
  newestVersionId,
  recordFailure,
  recordSuccess,
  selectStates,
  type Validators,
  versionsKnownAt,
} from './store-version.ts';

/** What the store holds at one moment. */
export interface StoredLists {
  readonly versionId: number;
  readonly states: readonly ListState[];
  /** For the index; undefined when there is no version newer than the one known. */
  readonly listings?: readonly Listing[];
}

/** The lists in the database: facts that all tenants share. */
export class ListStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async states(): Promise<readonly ListState[]> {
    return await this.#database.system(selectStates);
  }

  /** The state, and the listings of the day if any version was loaded since `knownVersionId`. */
  async since(knownVersionId: number, day: string): Promise<StoredLists> {
    return await this.#database.system(async (tx) => {
      const versionId = await newestVersionId(tx);
      const states = await selectStates(tx);
      if (versionId === knownVersionId) return { versionId, states };
      return { versionId, states, listings: await listingsForIndex(tx, day) };
    });
  }

  /** What the store held at a moment, for the index of a day; for verification. */
  async knownAt(
    at: Date,
    day: string,
  ): Promise<{ versions: readonly StoredVersion[]; listings: readonly Listing[] }> {
    return await this.#database.system(async (tx) => ({
      versions: await versionsKnownAt(tx, at),
      listings: await listingsForIndex(tx, day, at),
    }));
  }

  /** Takes a list for one refresh; false when another has it until then. */
  async claim(list: string, now: Date, until: Date): Promise<boolean> {
    return await this.#database.system((tx) => claimList(tx, list, now, until));
  }

  async recordSuccess(list: string, at: Date, validators: Validators): Promise<void> {
    await this.#database.system((tx) => recordSuccess(tx, list, at, validators));
  }

  async recordFailure(list: string, failure: ListFailure): Promise<void> {
    await this.#database.system((tx) => recordFailure(tx, list, failure));
  }

  /** Puts a version in force in one transaction. */
  async swap(next: NewVersion, validators: Validators): Promise<AppliedVersion> {
    return await this.#database.system(async (tx) => {
      await lockLists(tx);
      const applied = await applyVersion(tx, next);
      const { list, loadedAt } = next.version;
      await recordSuccess(tx, list, new Date(loadedAt), validators);
      return applied;
    });
  }

  /** The same for a list that has no version yet; does nothing, and says false, when it has one. */
  async swapFirst(next: NewVersion): Promise<boolean> {
    return await this.#database.system(async (tx) => {
      await lockLists(tx);
      const states = await selectStates(tx);
      if (states.some(({ list, version }) => list === next.version.list && version)) return false;
      await applyVersion(tx, next);
      return true;
    });
  }

  /** Every listing that the store holds of a list, the ended ones among them. */
  async openListings(list: string): Promise<readonly Listing[]> {
    return await this.#database.system((tx) => openListings(tx, list));
  }

  /** Up to which height each issuer's contract was read. */
  async freezesReadTo(): Promise<ReadonlyMap<AccountId, number>> {
    return await this.#database.system(selectFreezeReadings);
  }

  async recordFreezesRead(reading: FreezeReading): Promise<void> {
    await this.#database.system((tx) => storeFreezeReading(tx, reading));
  }

  /** Puts a version in force with the reading that it stands for; the feeder keeps its claim. */
  async swapFreezes(next: NewVersion, reading: FreezeReading): Promise<AppliedVersion> {
    return await this.#database.system(async (tx) => {
      await lockLists(tx);
      await storeFreezeReading(tx, reading);
      return await applyVersion(tx, next);
    });
  }

  async listings(keys: readonly string[], when: ListingsWhen): Promise<readonly Listing[]> {
    return await this.#database.system((tx) => listingsByKey(tx, keys, when));
  }

  async changes(query: ChangesQuery): Promise<readonly StoredChange[]> {
    return await this.#database.system((tx) => selectChanges(tx, query));
  }

  /** Who owns whom, and who is blocked, by these lists. */
  async ownership(lists: readonly string[]): Promise<{
    ownerships: readonly Ownership[];
    blocked: ReadonlySet<string>;
  }> {
    return await this.#database.system(async (tx) => ({
      ownerships: await selectOwnerships(tx, lists),
      blocked: new Set(await selectBlocked(tx, lists)),
    }));
  }

  async newestPartyVersion(): Promise<number> {
    return await this.#database.system(newestPartyVersion);
  }

  async parties(lists: readonly string[]): Promise<KnownParties> {
    return await this.#database.system((tx) => partiesInForce(tx, lists));
  }

  async partiesKnownAt(at: Date, lists: readonly string[]): Promise<readonly string[]> {
    return await this.#database.system((tx) => partiesKnownAt(tx, at, lists));
  }

  /** The index of names of a version of the parties; undefined when nobody kept one. */
  async keptParties(key: PackedKey, version: number): Promise<KeptParties | undefined> {
    return await this.#database.system((tx) => selectPacked(tx, key, version));
  }

  async keepParties(key: PackedKey, kept: KeptParties): Promise<void> {
    await this.#database.system((tx) => storePacked(tx, key, kept));
  }
}
