import { accountKey } from '../accounts/account.ts';
import { bitcoinAccountOfKey } from '../accounts/account-of-key.ts';
import { type AccountId, type ChainId, chainOf } from '../domain/caip.ts';
import type { ClusterFacts } from '../domain/cluster-listing.ts';
import { completenessOf } from '../domain/completeness.ts';
import type { ScreeningSubject } from '../domain/decision.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { ClusterEvidence, ClusterStore } from '../ports/cluster-store.ts';
import type { SanctionsIndex } from '../ports/sanctions-index.ts';
import type { ScreeningLists } from '../ports/screening-lists.ts';
import { clusterOf } from '../tracing/clustering/cluster-of.ts';
import { clusterListings } from '../tracing/clustering/listed-cluster.ts';

/** Evidence below it holds no cluster together where a decision is made. */
export const clusterConfidenceMin = 0.9;
/** Members of a cluster that a decision looks at. */
export const clusterMembersMax = 1_000;
/** Accounts whose clusters are read together. */
const accountsAtOnce = 500;
/** Listings that one screening cites; how many members are listed is told besides. */
const listingsMax = 20;

export interface ClusterSources {
  readonly store: ClusterStore;
  readonly lists: ScreeningLists;
  readonly chains: Pick<ChainCatalogue, 'chain' | 'chains'>;
}

/** What lists say of the accounts that share an owner with a wallet (UTXO chains). */
export class ListedClusters {
  readonly #sources: ClusterSources;

  constructor(sources: ClusterSources) {
    this.#sources = sources;
  }

  /** What is found in the cluster of each wallet, as the organisation accepts its evidence. */
  async search(
    organisationId: string,
    subjects: readonly Pick<ScreeningSubject, 'account'>[],
  ): Promise<FoundClusters> {
    const accounts = subjects.flatMap(({ account }) => account ?? []);
    const facts = new Map<AccountId, ClusterFacts>();
    // Most wallets are of chains without clusters, and are asked about the most.
    if (!accounts.some((account) => this.#hasClusters(chainOf(account)))) {
      return new FoundClusters(new Set(accounts), facts);
    }
    for await (const [account, cluster] of this.#clusters(organisationId, accounts)) {
      facts.set(account, clusterFacts(account, cluster, this.#sources.lists.index()));
    }
    return new FoundClusters(new Set(accounts), facts);
  }

  /** Keys of the accounts in one cluster with an account of those keys, which are in it too. */
  async keysBeside(organisationId: string, keys: readonly string[]): Promise<readonly string[]> {
    const beside = new Set(keys);
    const accounts = this.#accountsOf(keys);
    for await (const [account, { evidence }] of this.#clusters(organisationId, accounts)) {
      for (const member of clusterOf(evidence).members(account)) beside.add(accountKey(member));
    }
    return [...beside];
  }

  async *#clusters(
    organisationId: string,
    accounts: readonly AccountId[],
  ): AsyncGenerator<readonly [AccountId, ClusterEvidence]> {
    for (const [chain, own] of this.#byChain(accounts)) {
      for (let at = 0; at < own.length; at += accountsAtOnce) {
        yield* await this.#sources.store.clustersOf(organisationId, {
          chain,
          accounts: own.slice(at, at + accountsAtOnce),
          confidenceMin: clusterConfidenceMin,
          membersMax: clusterMembersMax,
        });
      }
    }
  }

  #hasClusters(chain: ChainId): boolean {
    return this.#sources.chains.chain(chain)?.ledger === 'utxo';
  }

  #byChain(accounts: readonly AccountId[]): ReadonlyMap<ChainId, AccountId[]> {
    const byChain = new Map<ChainId, AccountId[]>();
    for (const account of new Set(accounts)) {
      const chain = chainOf(account);
      if (!this.#hasClusters(chain)) continue;
      byChain.set(chain, [...(byChain.get(chain) ?? []), account]);
    }
    return byChain;
  }

  /** The accounts of those keys on every UTXO chain that is configured. */
  #accountsOf(keys: readonly string[]): AccountId[] {
    const chains = this.#sources.chains.chains().filter(({ ledger }) => ledger === 'utxo');
    return keys.flatMap((key) => chains.flatMap(({ id }) => bitcoinAccountOfKey(id, key) ?? []));
  }
}

/** The answers of one search. */
export class FoundClusters {
  readonly #asked: ReadonlySet<AccountId>;
  readonly #facts: ReadonlyMap<AccountId, ClusterFacts>;

  constructor(asked: ReadonlySet<AccountId>, facts: ReadonlyMap<AccountId, ClusterFacts>) {
    this.#asked = asked;
    this.#facts = facts;
  }

  /**
   * Undefined for a wallet that nothing joins to another account, and for one of a chain without
   * clusters. A wallet that the search did not ask about is incomplete, not alone.
   */
  of({ account }: Pick<ScreeningSubject, 'account'>): ClusterFacts | undefined {
    if (account === undefined || this.#asked.has(account))
      return account && this.#facts.get(account);
    return {
      ...{ confidenceMin: clusterConfidenceMin, members: 1, listedMembers: 0, listings: [] },
      completeness: completenessOf([notSearched]),
    };
  }
}

/** What lists say of the other members of one cluster. */
export function clusterFacts(
  account: AccountId,
  { evidence, truncated }: ClusterEvidence,
  index: SanctionsIndex,
): ClusterFacts {
  const clusters = clusterOf(evidence);
  const listings = clusterListings(clusters, account, (member) => index.matchesOf(member));
  return {
    confidenceMin: clusterConfidenceMin,
    members: clusters.members(account).length,
    listedMembers: new Set(listings.map(({ listedAccount }) => listedAccount)).size,
    listings: listings.slice(0, listingsMax),
    completeness: completenessOf(truncated ? [clusterTruncated] : []),
  };
}

const notSearched = {
  code: 'cluster-not-searched',
  message: 'The wallet became known while the clusters were searched',
};

const clusterTruncated = {
  code: 'cluster-truncated',
  message: `The wallet shares its owner with more than ${clusterMembersMax} accounts: not all were looked at`,
};
