import type { AccountId, ChainId } from '../domain/caip.ts';
import type { CommonOwnership } from '../domain/common-ownership.ts';

export interface ClusterQuery {
  readonly chain: ChainId;
  readonly account: AccountId;
  /** Evidence that is less sure holds nothing together. */
  readonly confidenceMin: number;
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
  /** Leaves out what the organisation rejected. */
  clusterOf(organisationId: string, query: ClusterQuery): Promise<ClusterEvidence>;
  /** Those of the accounts that any evidence as sure as that names: the others are alone. */
  joined(
    chain: ChainId,
    accounts: readonly AccountId[],
    confidenceMin: number,
  ): Promise<readonly AccountId[]>;
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
