import { sql } from 'kysely';
import type { Database, Transaction } from '../../database/database.ts';
import type { AccountId, ChainId } from '../../domain/caip.ts';
import type { CommonOwnership, OwnershipRule } from '../../domain/common-ownership.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type {
  ClusterEvidence,
  ClusterQuery,
  ClusterStore,
  OwnershipRejection,
} from '../../ports/cluster-store.ts';
import { decodeHash, encodeHash } from './hash-codec.ts';
import { Names } from './names.ts';

interface EvidenceRow {
  readonly tx: Buffer;
  readonly rule: OwnershipRule;
  readonly height: number;
  readonly confidence: string;
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

  async append(evidence: readonly CommonOwnership[]): Promise<void> {
    const names = evidence.flatMap(({ chain, accounts }) => [chain, ...accounts]);
    const ids = await this.#names.intern(names);
    // In one order for all writers, or two of them could wait for each other.
    const rows = [...evidence].sort((a, b) => (a.tx < b.tx ? -1 : 1));
    await this.#database.system(async (tx) => {
      for (const { chain, tx: id, rule, height, confidence, accounts } of rows) {
        const members = accounts.flatMap((account) => ids.get(account) ?? []);
        await sql`
          insert into ownership_evidence (chain_id, tx, rule, height, confidence, account_ids)
          values (${ids.get(chain)}, ${encodeHash(id)}, ${rule}, ${height}, ${confidence},
            ${members}::bigint[])
          on conflict (chain_id, tx, rule) do update set height = excluded.height`.execute(tx);
      }
    });
  }

  async clusterOf(organisationId: string, query: ClusterQuery): Promise<ClusterEvidence> {
    return await this.#database.tenant(organisationId, async (tx) => {
      const ids = await this.#names.find(tx, [query.chain, query.account]);
      const [chainId, start] = [ids.get(query.chain), ids.get(query.account)];
      if (chainId === undefined || start === undefined) return { evidence: [], truncated: false };
      const found = await grown(tx, chainId, start, query.membersMax);
      const evidence = await this.#named(tx, query.chain, found.rows);
      return { evidence, truncated: found.truncated };
    });
  }

  async reject(organisationId: string, rejection: OwnershipRejection): Promise<void> {
    const { chain, tx: id, reason, actor, at } = rejection;
    const chainId = (await this.#names.intern([chain])).get(chain);
    await this.#database.tenant(organisationId, async (tx) => {
      await sql`
        insert into ownership_rejection (organisation_id, chain_id, tx, reason, actor, at)
        values (${organisationId}, ${chainId}, ${encodeHash(id)}, ${reason}, ${actor}, ${at})
        on conflict do nothing`.execute(tx);
    });
  }

  async rejections(organisationId: string, chain: ChainId): Promise<readonly OwnershipRejection[]> {
    return await this.#database.tenant(organisationId, async (tx) => {
      const chainId = (await this.#names.find(tx, [chain])).get(chain);
      if (chainId === undefined) return [];
      const { rows } = await sql<{ tx: Buffer; reason: string; actor: string; at: Date }>`
        select tx, reason, actor, at from ownership_rejection
        where chain_id = ${chainId} order by at, tx`.execute(tx);
      return rows.map((row) => ({
        chain,
        tx: decodeHash(row.tx),
        reason: row.reason,
        actor: row.actor,
        at: row.at.toISOString(),
      }));
    });
  }

  async withdraw(chain: ChainId, aboveHeight: number): Promise<void> {
    await this.#database.system(async (tx) => {
      const chainId = (await this.#names.find(tx, [chain])).get(chain);
      if (chainId === undefined) return;
      await sql`delete from ownership_evidence
        where chain_id = ${chainId} and height > ${aboveHeight}`.execute(tx);
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
  membersMax: number,
): Promise<{ readonly rows: readonly EvidenceRow[]; readonly truncated: boolean }> {
  if (membersMax < 1) throw new WagetraceError('cluster.bad-limit', 'A cluster has a member');
  const members = new Set([start]);
  const found = new Map<string, EvidenceRow>();
  let wave = [start];
  while (wave.length > 0 && members.size <= membersMax) {
    const rows = await evidenceOf(tx, chainId, wave);
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
): Promise<readonly EvidenceRow[]> {
  const { rows } = await sql<Omit<EvidenceRow, 'accountIds'> & { account_ids: string[] }>`
    select tx, rule, height, confidence, account_ids from ownership_evidence e
    where chain_id = ${chainId} and account_ids && ${accountIds}::bigint[]
      and not exists (select from ownership_rejection r
        where r.chain_id = e.chain_id and r.tx = e.tx)`.execute(tx);
  // Numbers inside arrays come as texts.
  return rows.map(({ account_ids, ...row }) => ({ ...row, accountIds: account_ids.map(Number) }));
}
