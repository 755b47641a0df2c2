import type { AccountId } from '../../domain/caip.ts';
import type { CommonOwnership } from '../../domain/common-ownership.ts';
import type { ListingMatch } from '../../domain/listing.ts';
import type { Clusters } from './clusters.ts';

/** A listed account of the same cluster: a hit of a kind of its own, never the floor. */
export interface ClusterListing {
  /** Of kind `cluster`, for the account that was asked about. */
  readonly match: ListingMatch;
  readonly listedAccount: AccountId;
  /** The shortest chain of transactions that joins the two. */
  readonly evidence: readonly CommonOwnership[];
  /** The least sure piece of that chain. */
  readonly confidence: number;
}

/**
 * Listings of the other accounts of an account's cluster, each with what joins them. Key twins and
 * the like of a member are left out: the doubt of two inferences is not one hit.
 */
export function clusterListings(
  clusters: Clusters,
  account: AccountId,
  matchesOf: (account: AccountId) => readonly ListingMatch[],
): readonly ClusterListing[] {
  return clusters.members(account).flatMap((member) => {
    if (member === account) return [];
    const exact = matchesOf(member).filter((match) => match.kind === 'exact');
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
}
