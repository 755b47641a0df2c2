import { accountKey, readAccount } from '../accounts/account.ts';
import { keyTwins } from '../accounts/key-twins.ts';
import type { AccountId, ChainId } from '../domain/caip.ts';
import { type Completeness, complete, completenessOf } from '../domain/completeness.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Listing, ListingMatch, ListVersion } from '../domain/listing.ts';
import type { OwnershipFinding } from '../domain/ownership.ts';
import type {
  ChangesQuery,
  ListingsWhen,
  ListStatus,
  Lists,
  RefreshResult,
  StoredChange,
} from '../ports/lists.ts';
import type { SanctionsIndex } from '../ports/sanctions-index.ts';
import type { ScreeningLists } from '../ports/screening-lists.ts';
import { dayOf, isInForce } from './in-force.ts';
import { listHealth, listsInPart } from './list-health.ts';
import { type ListInUse, listsInUse, sourceOf } from './list-sources.ts';
import { listStatus } from './list-status.ts';
import { citedVersion, type StoredVersion } from './list-version.ts';
import type { ListConfig, ListsConfig } from './lists-config.ts';
import { loadShipped } from './load-shipped.ts';
import { evaluateOwnership } from './ownership.ts';
import { type RefreshTools, refreshList } from './refresh.ts';
import type { ListStore } from './store.ts';
import type { ListState } from './store-version.ts';
import { type ListedContracts, WalletIndex } from './wallet-index.ts';

/** The lists of one process: the index in memory, and the store behind it. */
export class Sanctions implements ScreeningLists, Lists {
  readonly #tools: RefreshTools;
  readonly #store: ListStore;
  readonly #config: ListsConfig;
  readonly #contracts: ListedContracts;
  readonly #lists: readonly ListInUse[];
  #complete = complete;
  #index = new WalletIndex([], []);
  #states: readonly ListState[] = [];
  #versionId = -1;
  #day = '';

  /** Throws `account.unreadable` for a configured contract that is no address of its chain. */
  constructor(config: ListsConfig, tools: RefreshTools) {
    this.#config = config;
    this.#tools = tools;
    this.#store = tools.store;
    this.#contracts = contractsOf(config);
    this.#lists = listsInUse(config);
  }

  index(): SanctionsIndex {
    return this.#index;
  }

  health(at: Date, floorJurisdictions: readonly string[] = []): Completeness {
    const reasons = listHealth(this.#lists, this.#states, floorJurisdictions, at);
    return reasons.length > 0 ? completenessOf(reasons) : this.#complete;
  }

  async indexKnownAt(at: Date, cited: readonly ListVersion[] = []): Promise<SanctionsIndex> {
    const newest = cited
      .map(({ loadedAt }) => loadedAt)
      .sort()
      .at(-1);
    const { versions, listings } = await this.#store.knownAt(
      newest === undefined ? at : new Date(newest),
      dayOf(at),
    );
    return this.#indexOf(versions, listings, dayOf(at));
  }

  /**
   * Takes over what any process loaded since; true when the index changed. To be called at start
   * and every few seconds.
   */
  async reload(): Promise<boolean> {
    // Listings lapse at midnight.
    const day = dayOf(this.#tools.clock.now());
    const stored = await this.#store.since(day === this.#day ? this.#versionId : -1, day);
    const states = stored.states.filter(({ list }) => this.#config.lists[list]?.enabled);
    if (stored.listings) {
      const versions = states.flatMap(({ version }) => version ?? []);
      this.#index = this.#indexOf(versions, stored.listings, day);
    }
    this.#versionId = stored.versionId;
    this.#day = day;
    this.#states = states;
    this.#complete = { state: 'complete', reasons: listsInPart(this.#lists, states) };
    return stored.listings !== undefined;
  }

  async status(): Promise<readonly ListStatus[]> {
    const at = this.#tools.clock.now();
    const states = await this.#store.states();
    return this.#lists.map(({ source, config }) =>
      listStatus(
        source,
        config,
        states.find(({ list }) => list === source.list),
        at,
      ),
    );
  }

  async refresh(
    list: string,
    options: { readonly acceptShrunk?: boolean } = {},
  ): Promise<RefreshResult> {
    const config = this.#configOf(list);
    const refreshed = await refreshList(
      sourceOf(list, config),
      config,
      this.#tools,
      options.acceptShrunk ?? false,
    );
    await this.reload();
    return refreshed;
  }

  async changes(query: ChangesQuery): Promise<readonly StoredChange[]> {
    this.#configOf(query.list);
    return await this.#store.changes(query);
  }

  async listings(account: AccountId, when: ListingsWhen): Promise<readonly ListingMatch[]> {
    const key = accountKey(account);
    const found = await this.#store.listings([key, ...keyTwins(key)], when);
    return found.map((listing) => ({
      listing,
      kind: listing.accountKey === key ? 'exact' : 'same-key',
      account,
    }));
  }

  async ownership(party: string): Promise<OwnershipFinding> {
    const lists = this.#lists.map(({ source }) => source.list);
    const { ownerships, blocked } = await this.#store.ownership(lists);
    return evaluateOwnership(party, ownerships, blocked, dayOf(this.#tools.clock.now()));
  }

  #indexOf(
    versions: readonly StoredVersion[],
    listings: readonly Listing[],
    day: string,
  ): WalletIndex {
    const enabled = ({ list }: { readonly list: string }) =>
      this.#config.lists[list]?.enabled ?? false;
    const own = listings.filter(enabled);
    return new WalletIndex(
      versions.filter(enabled).map(citedVersion),
      own.filter((listing) => isInForce(listing, day)),
      this.#contracts,
      own.filter((listing) => !isInForce(listing, day)),
    );
  }

  #configOf(list: string): ListConfig {
    const config = this.#config.lists[list];
    if (config?.enabled) return config;
    throw new WagetraceError('list.unknown', 'No such list', { details: { list } });
  }
}

function contractsOf(config: ListsConfig): ListedContracts {
  const contracts = new Map<string, Set<ChainId>>();
  for (const { chain, address } of config.contracts) {
    const key = accountKey(readAccount(chain, address));
    contracts.set(key, new Set([...(contracts.get(key) ?? []), chain]));
  }
  return contracts;
}

/** Loads what ships where nothing is loaded yet, and the index from the store. */
export async function openSanctions(config: ListsConfig, tools: RefreshTools): Promise<Sanctions> {
  for (const [list, one] of Object.entries(config.lists)) {
    if (one.enabled) await loadShipped(sourceOf(list, one), tools.store, tools.clock);
  }
  const sanctions = new Sanctions(config, tools);
  await sanctions.reload();
  return sanctions;
}
