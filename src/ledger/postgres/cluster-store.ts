import { sql } from 'kysely';
import { type AuditEntry, appendAuditEvent } from '../../database/audit.ts';
import type { Database, Transaction } from '../../database/database.ts';
import type { AccountId, ChainId } from '../../domain/caip.ts';
import type { CommonOwnership, OwnershipRule } from '../../domain/common-ownership.ts';
import { WagetraceError } from '../../domain/errors.ts';
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

interface EvidenceRow {
  readonly tx: Buffer;
  readonly rule: OwnershipRule;
  readonly height: number;
  readonly confidence: string;
  readonly grounds: readonly string[];
  readonly accountIds: readonly number[];
}

/** Clusters in PostgreSQL. Throws what `Database` throws. */
export class PostgresClusterStore implements ClusterStore {
  readonly #database: Database;
  readonly #names: Names;

  constructor(database: Database) {
    this.#database = database;
    this.#names = new Names(database);
  }

  async clusterOf(organisationId: string, query: ClusterQuery): Promise<ClusterEvidence> {
    return await this.#database.tenant(organisationId, async (tx) => {
      const ids = await this.#names.find(tx, [query.chain, query.account]);
      const [chainId, start] = [ids.get(query.chain), ids.get(query.account)];
      if (chainId === undefined || start === undefined) return { evidence: [], truncated: false };
      const found = await grown(tx, chainId, start, query);
      const evidence = await this.#named(tx, query.chain, found.rows);
      return { evidence, truncated: found.truncated };
    });
  }

  async joined(
    chain: ChainId,
    accounts: readonly AccountId[],
    confidenceMin: number,
  ): Promise<readonly AccountId[]> {
    return await this.#database.system(async (tx) => {
      const ids = await this.#names.find(tx, [chain, ...accounts]);
      const known = accounts.flatMap((account) => ids.get(account) ?? []);
      const chainId = ids.get(chain);
      if (chainId === undefined || known.length === 0) return [];
      const { rows } = await sql<{ id: number }>`
        select id from unnest(${bigints(known)}::bigint[]) as id
        where exists (select from ownership_evidence
          where chain_id = ${chainId} and account_ids @> array[id]
            and confidence >= ${confidenceMin})`.execute(tx);
      const found = new Set(rows.map(({ id }) => id));
      return accounts.filter((account) => found.has(ids.get(account) ?? 0));
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
    rows: readonly EvidenceRow[],
  ): Promise<CommonOwnership[]> {
    const nameOf = await this.#names.namesOf(
      tx,
      rows.flatMap((row) => row.accountIds),
    );
    return rows.map((row) => ({
      chain,
      tx: decodeHash(row.tx),
      height: row.height,
      rule: row.rule,
      confidence: Number(row.confidence),
      ...(row.grounds.length === 0 ? {} : { grounds: row.grounds }),
      // CAST: only accounts stand in evidence.
      accounts: row.accountIds.map((id) => nameOf(id) as AccountId),
    }));
  }
}

/** Grows the cluster from an account, wave by wave, until no evidence names a new one. */
async function grown(
  tx: Transaction,
  chainId: number,
  start: number,
  { membersMax, confidenceMin }: ClusterQuery,
): Promise<{ readonly rows: readonly EvidenceRow[]; readonly truncated: boolean }> {
  if (membersMax < 1) throw new WagetraceError('cluster.bad-limit', 'A cluster has a member');
  const members = new Set([start]);
  const found = new Map<string, EvidenceRow>();
  let wave = [start];
  while (wave.length > 0 && members.size <= membersMax) {
    const rows = await evidenceOf(tx, chainId, wave, confidenceMin);
    wave = [];
    for (const row of rows) {
      found.set(`${row.tx.toString('hex')}:${row.rule}`, row);
      for (const id of row.accountIds) {
        if (members.has(id)) continue;
        members.add(id);
        wave.push(id);
      }
    }
  }
  const rows = [...found.values()].sort((a, b) => a.height - b.height || a.tx.compare(b.tx));
  return { rows, truncated: members.size > membersMax };
}

/** Accepted evidence that names one of the accounts: the rejections seen are the tenant's own. */
async function evidenceOf(
  tx: Transaction,
  chainId: number,
  accountIds: readonly number[],
  confidenceMin: number,
): Promise<readonly EvidenceRow[]> {
  const { rows } = await sql<Omit<EvidenceRow, 'accountIds'> & { account_ids: string[] }>`
    select tx, rule, height, confidence, grounds, account_ids from ownership_evidence e
    where chain_id = ${chainId} and account_ids && ${bigints(accountIds)}::bigint[]
      and confidence >= ${confidenceMin}
      and not exists (select from ownership_rejection r
        where r.chain_id = e.chain_id and r.tx = e.tx)`.execute(tx);
  // Numbers inside arrays come as texts.
  return rows.map(({ account_ids, ...row }) => ({ ...row, accountIds: account_ids.map(Number) }));
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
