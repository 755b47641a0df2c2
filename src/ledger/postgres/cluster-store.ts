import { sql } from 'kysely';
import { type AuditEntry, appendAuditEvent } from '../../database/audit.ts';
import type { Database, Transaction } from '../../database/database.ts';
import type { AccountId, ChainId } from '../../domain/caip.ts';
import type { CommonOwnership } from '../../domain/common-ownership.ts';
import type {
  ClusterEvidence,
  ClusterQuery,
  ClusterStore,
  OwnershipRejection,
  RejectionEntry,
} from '../../ports/cluster-store.ts';
import { bigints } from './binary-array.ts';
import { decodeHash, encodeHash } from './hash-codec.ts';
import { Names } from './names.ts';
import { type EvidenceRow, type GrownCluster, growClusters } from './ownership-read.ts';

/** Clusters in PostgreSQL. Throws what `Database` throws. */
export class PostgresClusterStore implements ClusterStore {
  readonly #database: Database;
  readonly #names: Names;

  constructor(database: Database) {
    this.#database = database;
    this.#names = new Names(database);
  }

  async clustersOf(
    organisationId: string,
    { chain, accounts, ...limits }: ClusterQuery,
  ): Promise<ReadonlyMap<AccountId, ClusterEvidence>> {
    return await this.#database.tenant(organisationId, async (tx) => {
      const ids = await this.#names.find(tx, [chain, ...accounts]);
      const chainId = ids.get(chain);
      const starts = accounts.flatMap((account) => ids.get(account) ?? []);
      if (chainId === undefined || starts.length === 0) return new Map();
      const grown = await growClusters(tx, chainId, starts, limits);
      const named = await this.#named(tx, chain, [...grown.values()]);
      const clusters = new Map<AccountId, ClusterEvidence>();
      for (const account of accounts) {
        const cluster = grown.get(ids.get(account) ?? 0);
        if (cluster === undefined || cluster.rows.length === 0) continue;
        clusters.set(account, { evidence: cluster.rows.map(named), truncated: cluster.truncated });
      }
      return clusters;
    });
  }

  async reject(organisationId: string, entry: RejectionEntry): Promise<boolean> {
    const { chain, tx: id, reason, actor, at } = entry;
    const chainId = (await this.#names.intern([chain])).get(chain);
    return await this.#database.tenant(organisationId, async (tx) => {
      const { rows } = await sql`
        insert into ownership_rejection (organisation_id, chain_id, tx, reason, actor, at)
        values (${organisationId}, ${chainId}, ${encodeHash(id)}, ${reason}, ${actor}, ${at})
        on conflict do nothing returning 1`.execute(tx);
      if (rows.length === 0) return false;
      await appendAuditEvent(tx, organisationId, auditOf(entry, 'cluster.split'));
      return true;
    });
  }

  async accept(organisationId: string, entry: RejectionEntry): Promise<boolean> {
    return await this.#database.tenant(organisationId, async (tx) => {
      const chainId = (await this.#names.find(tx, [entry.chain])).get(entry.chain);
      const { rows } = await sql`
        delete from ownership_rejection
        where chain_id = ${chainId ?? null} and tx = ${encodeHash(entry.tx)} returning 1`.execute(
        tx,
      );
      if (rows.length === 0) return false;
      await appendAuditEvent(tx, organisationId, auditOf(entry, 'cluster.rejoined'));
      return true;
    });
  }

  async rejections(
    organisationId: string,
    chain: ChainId,
    accounts: readonly AccountId[],
  ): Promise<readonly OwnershipRejection[]> {
    return await this.#database.tenant(organisationId, async (tx) => {
      const ids = await this.#names.find(tx, [chain, ...accounts]);
      const chainId = ids.get(chain);
      if (chainId === undefined) return [];
      const named = accounts.flatMap((account) => ids.get(account) ?? []);
      const { rows } = await sql<{ tx: Buffer; reason: string; actor: string; at: Date }>`
        select tx, reason, actor, at from ownership_rejection r
        where chain_id = ${chainId} and exists (select from ownership_evidence e
          where e.chain_id = r.chain_id and e.tx = r.tx
            and e.account_ids && ${bigints(named)}::bigint[])
        order by at, tx`.execute(tx);
      return rows.map(({ tx: id, reason, actor, at }) => {
        return { chain, tx: decodeHash(id), reason, actor, at: at.toISOString() };
      });
    });
  }

  async #named(
    tx: Transaction,
    chain: ChainId,
    clusters: readonly GrownCluster[],
  ): Promise<(row: EvidenceRow) => CommonOwnership> {
    const accountIds = clusters.flatMap(({ rows }) => rows.flatMap((row) => row.accountIds));
    const nameOf = await this.#names.namesOf(tx, accountIds);
    return (row) => ({
      chain,
      tx: decodeHash(row.tx),
      height: row.height,
      rule: row.rule,
      confidence: Number(row.confidence),
      ...(row.grounds.length === 0 ? {} : { grounds: row.grounds }),
      // CAST: only accounts stand in evidence.
      accounts: row.accountIds.map((id) => nameOf(id) as AccountId),
    });
  }
}

function auditOf({ id, chain, tx, reason, actor, at }: RejectionEntry, action: string): AuditEntry {
  return {
    id,
    actor,
    action,
    subject: { type: 'transaction', id: tx },
    reason,
    data: { chain },
    at,
  };
}
