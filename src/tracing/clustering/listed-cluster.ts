import type { AccountId } from '../../domain/caip.ts';
import type { ClusterListing } from '../../domain/cluster-listing.ts';
import type { ListingMatch } from '../../domain/listing.ts';
import type { Clusters } from './clusters.ts';

/**
 * Listings in force of the other accounts of an account's cluster, each with what joins them, the
 * nearest first. Key twins and the like of a member are left out: the doubt of two inferences is
 * not one hit; nor is a cluster with what is no longer listed.
 */
export function clusterListings(
  clusters: Clusters,
  account: AccountId,
  matchesOf: (account: AccountId) => readonly ListingMatch[],
): readonly ClusterListing[] {
  const found = clusters.members(account).flatMap((member) => {
    if (member === account) return [];
    const exact = matchesOf(member).filter(({ kind }) => kind === 'exact');
    if (exact.length === 0) return [];
    const evidence = clusters.evidenceBetween(account, member);
    const confidence = Math.min(...evidence.map((piece) => piece.confidence));
    return exact.map(
      ({ listing }): ClusterListing => ({
        match: { listing, kind: 'cluster', account },
        listedAccount: member,
        evidence,
        confidence,
      }),
    );
  });
  return found.sort((a, b) => a.evidence.length - b.evidence.length || b.confidence - a.confidence);
}
