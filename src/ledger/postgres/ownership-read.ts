import { sql } from 'kysely';
import type { Transaction } from '../../database/database.ts';
import type { OwnershipRule } from '../../domain/common-ownership.ts';
import { WagetraceError } from '../../domain/errors.ts';
import { bigints } from './binary-array.ts';

/** A piece of evidence as it is stored. */
export interface EvidenceRow {
  readonly tx: Buffer;
  readonly rule: OwnershipRule;
  readonly height: number;
  readonly confidence: string;
  readonly grounds: readonly string[];
  readonly accountIds: readonly number[];
}

export interface GrownCluster {
  /** In block order. */
  readonly rows: readonly EvidenceRow[];
  readonly truncated: boolean;
}

interface GrowthLimits {
  readonly confidenceMin: number;
  readonly membersMax: number;
}

/** Pieces of evidence that are read of one account; a hub of a service has millions. */
const evidencePerAccountMax = 1_000;

/** A cluster on its way from one account. */
interface Growth {
  readonly members: Set<number>;
  readonly rows: Set<EvidenceRow>;
  wave: number[];
  truncated: boolean;
}

/**
 * Grows the clusters of accounts, wave by wave, until no evidence names a new member; one
 * statement for each wave of all of them. Throws `cluster.bad-limit`.
 */
export async function growClusters(
  tx: Transaction,
  chainId: number,
  starts: readonly number[],
  { confidenceMin, membersMax }: GrowthLimits,
): Promise<ReadonlyMap<number, GrownCluster>> {
  if (membersMax < 1) throw new WagetraceError('cluster.bad-limit', 'A cluster has a member');
  const growths = new Map<number, Growth>();
  for (const start of starts) {
    const [members, rows] = [new Set([start]), new Set<EvidenceRow>()];
    growths.set(start, { members, rows, wave: [start], truncated: false });
  }
  const evidence = new KnownEvidence();
  for (;;) {
    const growing = [...growths.values()].filter(
      ({ wave, truncated }) => wave.length > 0 && !truncated,
    );
    if (growing.length === 0) break;
    const missing = evidence.missing(growing.flatMap(({ wave }) => wave));
    if (missing.length > 0) {
      evidence.add(missing, await evidenceOf(tx, chainId, missing, confidenceMin));
    }
    for (const growth of growing) spread(growth, evidence, membersMax);
  }
  return new Map(
    [...growths].map(([start, { rows, truncated }]) => [
      start,
      { rows: [...rows].sort(inBlockOrder), truncated },
    ]),
  );
}

/** What was read already, by the accounts that it names. */
class KnownEvidence {
  readonly #byAccount = new Map<number, EvidenceRow[]>();
  readonly #byKey = new Map<string, EvidenceRow>();

  /** At most `evidencePerAccountMax`; one more where there is more. */
  of(account: number): readonly EvidenceRow[] {
    return this.#byAccount.get(account) ?? [];
  }

  missing(accounts: readonly number[]): number[] {
    return [...new Set(accounts)].filter((account) => !this.#byAccount.has(account));
  }

  /** Takes in what was read of the accounts. */
  add(accounts: readonly number[], found: readonly (readonly [number, EvidenceRow])[]): void {
    for (const account of accounts) this.#byAccount.set(account, []);
    for (const [account, row] of found) {
      const key = `${row.tx.toString('hex')}:${row.rule}`;
      const known = this.#byKey.get(key) ?? row;
      this.#byKey.set(key, known);
      this.#byAccount.get(account)?.push(known);
    }
  }
}

function spread(growth: Growth, evidence: KnownEvidence, membersMax: number): void {
  const { wave, members } = growth;
  growth.wave = [];
  for (const account of wave) {
    const rows = evidence.of(account);
    if (rows.length > evidencePerAccountMax) growth.truncated = true;
    for (const row of rows) {
      growth.rows.add(row);
      for (const id of row.accountIds) {
        if (members.has(id)) continue;
        members.add(id);
        growth.wave.push(id);
      }
    }
  }
  if (members.size > membersMax) growth.truncated = true;
}

function inBlockOrder(a: EvidenceRow, b: EvidenceRow): number {
  return a.height - b.height || a.tx.compare(b.tx) || (a.rule < b.rule ? -1 : 1);
}

/** Accepted evidence that names each account: the rejections seen are the tenant's own. */
async function evidenceOf(
  tx: Transaction,
  chainId: number,
  accountIds: readonly number[],
  confidenceMin: number,
): Promise<(readonly [number, EvidenceRow])[]> {
  const { rows } = await sql<
    Omit<EvidenceRow, 'accountIds'> & { account_ids: string[]; asked: number }
  >`
    select asked, e.* from unnest(${bigints(accountIds)}::bigint[]) as asked
    cross join lateral (
      select tx, rule, height, confidence, grounds, account_ids from ownership_evidence o
      where chain_id = ${chainId} and account_ids @> array[asked]
        and confidence >= ${confidenceMin}
        and not exists (select from ownership_rejection r
          where r.chain_id = o.chain_id and r.tx = o.tx)
      order by height, tx limit ${evidencePerAccountMax + 1}) as e`.execute(tx);
  // Numbers inside arrays come as texts.
  return rows.map(({ account_ids, asked, ...row }) => [
    asked,
    { ...row, accountIds: account_ids.map(Number) },
  ]);
}
