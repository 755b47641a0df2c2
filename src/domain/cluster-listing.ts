import type { AccountId } from './caip.ts';
import type { CommonOwnership } from './common-ownership.ts';
import type { Completeness } from './completeness.ts';
import type { ListingMatch } from './listing.ts';

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

/** What the cluster of an account adds to what is known of it. Stored with a screening. */
export interface ClusterFacts {
  /** Evidence that is less sure was left out. */
  readonly confidenceMin: number;
  /** Accounts that were found in it, the one asked about among them. */
  readonly members: number;
  /** How many of them are listed now. */
  readonly listedMembers: number;
  /** The nearest of those, the surest first where equally near. */
  readonly listings: readonly ClusterListing[];
  /** Incomplete when the cluster is larger than is read (`cluster-truncated`). */
  readonly completeness: Completeness;
}
