import type { AccountId } from '../domain/caip.ts';
import { chainOf } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import { type Discrepancy, differs } from '../domain/discrepancy.ts';
import type { FlowClusterHit } from '../domain/flow.ts';
import type { SanctionsIndex } from '../ports/sanctions-index.ts';
import { clusterOf } from '../tracing/clustering/cluster-of.ts';
import { clusterListings } from '../tracing/clustering/listed-cluster.ts';
import type { TouchedAccount } from '../tracing/trace-result.ts';
import { isCoinChain } from './coins.ts';
import type { FlowContext } from './context.ts';
import { isListedEnd } from './listed-end.ts';

/** Accounts of one flow whose clusters are looked at, those with the least hops first. */
const accountsMax = 500;
/** Hits that a flow shows, and of each the nearest listed accounts of the cluster. */
const hitsMax = 20;
const listingsMax = 3;

export interface FoundClusterHits {
  readonly hits: readonly FlowClusterHit[];
  /** What was not looked at, or not shown. */
  readonly reasons: readonly IncompleteReason[];
}

/**
 * Accounts that value passed and that share their owner with a listed account, as the organisation
 * accepts the evidence. Nothing is traced by it. An account that is itself listed is an end.
 */
export async function clusterHitsOf(
  context: Pick<FlowContext, 'chains' | 'clusters'>,
  organisationId: string,
  touched: readonly TouchedAccount[],
  index: SanctionsIndex,
): Promise<FoundClusterHits> {
  const asked = touched
    .filter(({ account }) => isCoinChain(context, chainOf(account)))
    .filter(({ account }) => !index.matchesOf(account).some(isListedEnd))
    .sort((a, b) => a.hops - b.hops || (a.account < b.account ? -1 : 1));
  const near = asked.slice(0, accountsMax);
  const found = await context.clusters.search(organisationId, near);
  const clusters = near.flatMap(({ account }) => {
    const cluster = found.of({ account });
    return cluster ? [{ account, cluster }] : [];
  });
  const hits = clusters.filter(({ cluster }) => cluster.listings.length > 0);
  const truncated = clusters.flatMap(({ cluster }) => cluster.completeness.reasons);
  return {
    hits: hits.slice(0, hitsMax).map(({ account, cluster }) => {
      return { account, cluster: { ...cluster, listings: cluster.listings.slice(0, listingsMax) } };
    }),
    reasons: [
      ...truncated,
      ...(asked.length > near.length ? [notSearched] : []),
      ...(hits.length > hitsMax ? [hitsCut] : []),
    ],
  };
}

const notSearched: IncompleteReason = {
  code: 'cluster-not-searched',
  message: `The clusters of the ${accountsMax} nearest accounts were looked at, and no others`,
};

const hitsCut: IncompleteReason = {
  code: 'cluster-hits-cut',
  message: `More than ${hitsMax} accounts share their owner with a listed one: the nearest are shown`,
};

/** What joins an account of the flow to a listed one, for telling whether it is news. */
function joins({ account, cluster }: FlowClusterHit): string[] {
  return cluster.listings.map(({ listedAccount }) => `${account} ${listedAccount}`);
}

/** The first hit that is not among those of the flow before; undefined when there is none. */
export function newClusterHit(
  hits: readonly FlowClusterHit[],
  before: readonly FlowClusterHit[],
): FlowClusterHit | undefined {
  const known = new Set(before.flatMap(joins));
  return hits.find((hit) => joins(hit).some((join) => !known.has(join)));
}

/** Puts each hit together again from the evidence that it cites and the lists as they were then. */
export function verifyClusterHits(
  hits: readonly FlowClusterHit[],
  index: SanctionsIndex,
): Discrepancy[] {
  return hits.flatMap(({ account, cluster: { listings } }) => {
    const cited = clusterOf(listings.flatMap(({ evidence }) => evidence));
    const named = new Set(listings.map(({ listedAccount }) => listedAccount));
    const found = clusterListings(cited, account, (member: AccountId) =>
      named.has(member) ? index.matchesOf(member) : [],
    );
    const textOf = (some: typeof found) =>
      some
        .map(({ listedAccount, match: { listing } }) => `${listedAccount} ${listing.uid}`)
        .sort()
        .join(', ');
    return differs('listing', `cluster of ${account}`, textOf(listings), textOf(found));
  });
}
