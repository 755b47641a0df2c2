import { sql } from 'kysely';
import type { Transaction } from '../../database/database.ts';
import type { Coverage, CoveredRange, HeightRange } from '../../domain/coverage.ts';
import { mergeRanges } from '../../domain/coverage.ts';
import type { IdOf } from './append.ts';

/** Account number of what covers a whole chain. */
export const wholeChain = 0;

interface Extent {
  readonly chainId: number;
  readonly accountId: number;
  readonly source: string;
  readonly lacks: readonly string[];
  /** The oldest reading in it. */
  readonly readAt: string;
  readonly ranges: readonly HeightRange[];
}

/** Adds what was covered; ranges of one source that touch become one. */
export async function appendCoverage(
  tx: Transaction,
  owner: string,
  coverage: readonly Coverage[],
  idOf: IdOf,
): Promise<void> {
  for (const extent of extentsOf(coverage, idOf)) await mergeExtent(tx, owner, extent);
}

function extentsOf(coverage: readonly Coverage[], idOf: IdOf): Extent[] {
  const extents = new Map<string, Extent>();
  for (const c of coverage) {
    const key = {
      chainId: idOf(c.chain),
      accountId: c.account === undefined ? wholeChain : idOf(c.account),
      source: c.source,
      lacks: [...new Set(c.lacks)].sort(),
    };
    const known = extents.get(JSON.stringify(key));
    extents.set(JSON.stringify(key), {
      ...key,
      readAt: known && known.readAt < c.readAt ? known.readAt : c.readAt,
      ranges: [...(known?.ranges ?? []), c],
    });
  }
  return [...extents.values()];
}

async function mergeExtent(tx: Transaction, owner: string, extent: Extent): Promise<void> {
  const added = mergeRanges(extent.ranges);
  const { rows } = await sql<{ from_height: number; to_height: number; read_at: Date }>`
    delete from coverage c
    using unnest(${added.map((r) => r.fromHeight)}::bigint[], ${added.map((r) => r.toHeight)}::bigint[])
      as a(from_height, to_height)
    where owner = ${owner} and chain_id = ${extent.chainId} and account_id = ${extent.accountId}
      and source = ${extent.source} and lacks = ${extent.lacks}::text[]
      and c.from_height <= a.to_height + 1 and c.to_height >= a.from_height - 1
    returning c.from_height, c.to_height, c.read_at`.execute(tx);
  const before = rows.map((r) => ({ fromHeight: r.from_height, toHeight: r.to_height }));
  const readAt = Math.min(Date.parse(extent.readAt), ...rows.map((r) => r.read_at.getTime()));
  const merged = mergeRanges([...added, ...before]);
  // Two writers of one range may both find nothing to merge with: the wider range wins.
  await sql`
    insert into coverage (owner, chain_id, account_id, source, lacks, from_height, to_height, read_at)
    select ${owner}::uuid, ${extent.chainId}, ${extent.accountId}, ${extent.source},
      ${extent.lacks}::text[], from_height, to_height, ${new Date(readAt)}
    from unnest(${merged.map((r) => r.fromHeight)}::bigint[],
      ${merged.map((r) => r.toHeight)}::bigint[]) as m(from_height, to_height)
    on conflict (owner, chain_id, account_id, source, lacks, from_height)
      do update set to_height = greatest(coverage.to_height, excluded.to_height)`.execute(tx);
}

interface CoverageRow {
  readonly account_id: number;
  readonly lacks: readonly string[];
  readonly from_height: number;
  readonly to_height: number;
}

/** What was read for each account number, with what was read for the whole chain. */
export async function readCoverage(
  tx: Transaction,
  chainId: number,
  accountIds: readonly number[],
): Promise<(accountId: number | undefined) => CoveredRange[]> {
  const { rows } = await sql<CoverageRow>`
    select account_id, lacks, from_height, to_height from coverage
    where chain_id = ${chainId} and account_id = any(${[wholeChain, ...accountIds]}::bigint[])`.execute(
    tx,
  );
  const byAccount = groupBy(rows, (row) => row.account_id);
  const whole = byAccount.get(wholeChain) ?? [];
  return (accountId) => {
    const own = accountId === undefined ? [] : (byAccount.get(accountId) ?? []);
    const byLack = groupBy([...own, ...whole], (row) => row.lacks.join());
    return [...byLack.values()].flatMap(mergeSameLack).sort((a, b) => a.fromHeight - b.fromHeight);
  };
}

function mergeSameLack(rows: readonly CoverageRow[]): CoveredRange[] {
  const ranges = rows.map((r) => ({ fromHeight: r.from_height, toHeight: r.to_height }));
  return mergeRanges(ranges).map((range) => ({ ...range, lacks: rows[0]?.lacks ?? [] }));
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
