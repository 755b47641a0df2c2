import type { AccountId, ChainId } from '../domain/caip.ts';
import type { CommonOwnership } from '../domain/common-ownership.ts';

export interface ClusterQuery {
  readonly chain: ChainId;
  readonly account: AccountId;
  /** Reading stops with `truncated` when the cluster is larger. */
  readonly membersMax: number;
}

export interface ClusterEvidence {
  /** What holds the cluster of the account together; empty when it is alone. */
  readonly evidence: readonly CommonOwnership[];
  readonly truncated: boolean;
}

/** An analyst does not accept that a transaction shows common ownership. */
export interface OwnershipRejection {
  readonly chain: ChainId;
  readonly tx: string;
  readonly reason: string;
  readonly actor: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/**
 * Evidence of common ownership, shared by all, and what each organisation does not accept of it:
 * a split is the organisation's own and changes nothing for others.
 */
export interface ClusterStore {
  /** Idempotent by chain, transaction and rule. */
  append(evidence: readonly CommonOwnership[]): Promise<void>;
  /** Leaves out what the organisation rejected. */
  clusterOf(organisationId: string, query: ClusterQuery): Promise<ClusterEvidence>;
  reject(organisationId: string, rejection: OwnershipRejection): Promise<void>;
  rejections(organisationId: string, chain: ChainId): Promise<readonly OwnershipRejection[]>;
  /** Takes back all evidence above the height. */
  withdraw(chain: ChainId, aboveHeight: number): Promise<void>;
}
