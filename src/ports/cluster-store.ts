import type { AccountId, ChainId } from '../domain/caip.ts';
import type { CommonOwnership } from '../domain/common-ownership.ts';

export interface ClusterQuery {
  readonly chain: ChainId;
  readonly accounts: readonly AccountId[];
  /** Evidence that is less sure holds nothing together. */
  readonly confidenceMin: number;
  /** Reading a cluster stops with `truncated` when it is larger. */
  readonly membersMax: number;
}

export interface ClusterEvidence {
  /** What holds the cluster of an account together. */
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

/** Who changes what is accepted, kept in the organisation's audit log with the change. */
export interface RejectionEntry extends OwnershipRejection {
  /** Id of the audit event. */
  readonly id: string;
}

/**
 * Clusters as the evidence holds them together that came with whole transactions (`UtxoLedger`):
 * shared by all, less what each organisation does not accept of it. A split is the organisation's
 * own and changes nothing for others.
 */
export interface ClusterStore {
  /**
   * The clusters of the accounts, without what the organisation rejected. Accounts that nothing
   * joins to another are not in the answer.
   */
  clustersOf(
    organisationId: string,
    query: ClusterQuery,
  ): Promise<ReadonlyMap<AccountId, ClusterEvidence>>;
  /** False when it was rejected before. */
  reject(organisationId: string, entry: RejectionEntry): Promise<boolean>;
  /** Takes a rejection back; false when there is none. */
  accept(organisationId: string, entry: RejectionEntry): Promise<boolean>;
  /** Rejections of evidence that names one of the accounts, oldest first. */
  rejections(
    organisationId: string,
    chain: ChainId,
    accounts: readonly AccountId[],
  ): Promise<readonly OwnershipRejection[]>;
}
