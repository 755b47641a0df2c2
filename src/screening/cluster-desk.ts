import { type AccountId, chainOf } from '../domain/caip.ts';
import type { ClusterFacts } from '../domain/cluster-listing.ts';
import type { CommonOwnership } from '../domain/common-ownership.ts';
import { completenessOf, type IncompleteReason } from '../domain/completeness.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Actor } from '../domain/organisation.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterEvidence, ClusterStore, OwnershipRejection } from '../ports/cluster-store.ts';
import type { ScreeningLists } from '../ports/screening-lists.ts';
import type { TransferLedger } from '../ports/transfer-ledger.ts';
import { clusterOf } from '../tracing/clustering/cluster-of.ts';
import { clusterConfidenceMin, clusterFacts, clusterMembersMax } from './listed-clusters.ts';

export interface ClusterPageQuery {
  /** Evidence that is less sure holds nothing together; 0.9 when not given. */
  readonly confidenceMin?: number | undefined;
  /** The member that the page before ended with. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** One account's cluster as an organisation accepts it: a page of members with what names them. */
export interface ClusterPage {
  readonly account: AccountId;
  readonly facts: ClusterFacts;
  /** In the order of their ids. */
  readonly members: readonly AccountId[];
  /** Evidence that names a member of the page, in block order. */
  readonly evidence: readonly CommonOwnership[];
  /** True when more evidence than `evidenceMax` names members of the page. */
  readonly evidenceTruncated: boolean;
  /** What the organisation does not accept of the evidence that names members of the page. */
  readonly splits: readonly OwnershipRejection[];
  readonly nextCursor: string | undefined;
}

/** Pieces of evidence that one page shows. */
const evidenceMax = 1_000;

/** Why an analyst splits a cluster, or joins it again. */
export interface ClusterSplit {
  readonly account: AccountId;
  /** The transaction that is not, or is again, taken for proof. */
  readonly tx: string;
  readonly reason: string;
}

export interface ClusterDeskDependencies {
  readonly store: ClusterStore;
  readonly lists: ScreeningLists;
  readonly chains: Pick<ChainCatalogue, 'chain'>;
  readonly ledger: Pick<TransferLedger, 'coverageOf'>;
  readonly clock: Clock;
}

/** Clusters for people: who is in one, by which evidence, and what an analyst does not accept. */
export class ClusterDesk {
  readonly #parts: ClusterDeskDependencies;

  constructor(dependencies: ClusterDeskDependencies) {
    this.#parts = dependencies;
  }

  async page(actor: Actor, account: AccountId, query: ClusterPageQuery): Promise<ClusterPage> {
    const { confidenceMin = clusterConfidenceMin, after = '', limit } = query;
    const cluster = await this.#clusterOf(actor, account, confidenceMin);
    const all = [...clusterOf(cluster.evidence).members(account)].sort();
    const following = all.filter((member) => member > after);
    const members = following.slice(0, limit);
    const shown = new Set(members);
    const named = cluster.evidence.filter(({ accounts }) => accounts.some((one) => shown.has(one)));
    const { organisationId } = actor;
    const facts = clusterFacts(account, cluster, this.#parts.lists.index());
    const reasons = [...facts.completeness.reasons, ...(await this.#unread(actor, account))];
    return {
      account,
      facts: { ...facts, confidenceMin, completeness: completenessOf(reasons) },
      members,
      evidence: named.slice(0, evidenceMax),
      evidenceTruncated: named.length > evidenceMax,
      splits: await this.#parts.store.rejections(organisationId, chainOf(account), members),
      nextCursor: following.length > limit ? members.at(-1) : undefined,
    };
  }

  /**
   * From now on the organisation does not take the transaction for proof of a common owner. Throws
   * `cluster.no-such-evidence` when it is none of the account's cluster, `cluster.already-split`.
   */
  async split(actor: Actor, { account, tx, reason }: ClusterSplit): Promise<void> {
    // Also what is less sure than decisions rely on may be rejected.
    const { evidence } = await this.#clusterOf(actor, account, 0);
    if (!evidence.some((piece) => piece.tx === tx)) {
      throw new WagetraceError(
        'cluster.no-such-evidence',
        'The transaction is no evidence in the cluster of this account',
      );
    }
    const kept = await this.#parts.store.reject(
      actor.organisationId,
      this.#entry(actor, account, tx, reason),
    );
    if (!kept) throw new WagetraceError('cluster.already-split', 'It was rejected before');
  }

  /** Takes back a split of what the account is in. Throws `cluster.not-split`. */
  async rejoin(actor: Actor, { account, tx, reason }: ClusterSplit): Promise<void> {
    const { organisationId } = actor;
    const { evidence } = await this.#clusterOf(actor, account, 0);
    const members = clusterOf(evidence).members(account);
    const splits = await this.#parts.store.rejections(organisationId, chainOf(account), members);
    const entry = this.#entry(actor, account, tx, reason);
    const isOfIt = splits.some((split) => split.tx === tx);
    if (isOfIt && (await this.#parts.store.accept(organisationId, entry))) return;
    throw new WagetraceError('cluster.not-split', 'The transaction was not rejected');
  }

  /** Why there may be more to the cluster than is stored. */
  async #unread({ organisationId }: Actor, account: AccountId): Promise<IncompleteReason[]> {
    const chain = chainOf(account);
    if (this.#parts.chains.chain(chain)?.ledger !== 'utxo') return [noClusters];
    const coverage = await this.#parts.ledger.coverageOf(organisationId, chain, [account]);
    return coverage.get(account)?.length ? [] : [notCovered];
  }

  async #clusterOf(
    { organisationId }: Actor,
    account: AccountId,
    confidenceMin: number,
  ): Promise<ClusterEvidence> {
    const found = await this.#parts.store.clustersOf(organisationId, {
      ...{ chain: chainOf(account), accounts: [account] },
      ...{ confidenceMin, membersMax: clusterMembersMax },
    });
    return found.get(account) ?? { evidence: [], truncated: false };
  }

  #entry({ keyId }: Actor, account: AccountId, tx: string, reason: string) {
    return {
      id: this.#parts.clock.id(),
      chain: chainOf(account),
      tx,
      reason,
      actor: `key:${keyId}`,
      at: this.#parts.clock.now().toISOString(),
    };
  }
}

const noClusters: IncompleteReason = {
  code: 'no-clusters',
  message: 'Clusters are kept of configured chains with unspent outputs only',
};

const notCovered: IncompleteReason = {
  code: 'not-covered',
  message: 'The history of this account was not read: it may share its owner with more accounts',
};
