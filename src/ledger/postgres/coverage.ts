import { sql } from 'kysely';
import type { Database, Transaction } from '../../database/database.ts';
import { literalTexts } from '../../database/text-literals.ts';
import type { AccountId, ChainId } from '../../domain/caip.ts';
import type { Coverage, CoveredRange, HeightRange } from '../../domain/coverage.ts';
import { mergeRanges } from '../../domain/coverage.ts';
import type { IdOf } from './append.ts';

/** Account number of what covers a whole chain. */
const wholeChain = 0;
/** Extents of one statement. */
const extentsMax = 5_000;

/** Ranges of one source for one account. */
interface Extent {
  readonly chainId: number;
  readonly accountId: number;
  readonly source: string;
  /** Codes in order, with commas between: they are kebab-case. */
  readonly lacks: string;
  /** The oldest reading in it, milliseconds since 1970. */
  readonly readAtMs: number;
  readonly ranges: readonly HeightRange[];
}

/** Adds what was covered; ranges of one source that touch become one. */
export async function appendCoverage(
  tx: Transaction,
  owner: string,
  coverage: readonly Coverage[],
  idOf: IdOf,
): Promise<void> {
  const added = mergeExtents(
    coverage.map((c) => ({
      chainId: idOf(c.chain),
      accountId: c.account === undefined ? wholeChain : idOf(c.account),
      source: c.source,
      lacks: [...new Set(c.lacks)].sort().join(),
      readAtMs: Date.parse(c.readAt),
      ranges: [c],
    })),
  );
  for (let start = 0; start < added.length; start += extentsMax) {
    const part = added.slice(start, start + extentsMax);
    const touched = await takeTouched(tx, owner, part);
    await insertExtents(tx, owner, mergeExtents([...part, ...touched]));
  }
}

function mergeExtents(extents: readonly Extent[]): Extent[] {
  const groups = groupBy(extents, (e) =>
    JSON.stringify([e.chainId, e.accountId, e.source, e.lacks]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const ranges = mergeRanges(group.flatMap((extent) => extent.ranges));
    const readAtMs = group.reduce((oldest, e) => Math.min(oldest, e.readAtMs), Infinity);
    return first ? [{ ...first, ranges, readAtMs }] : [];
  });
}

/** The extents with one row for each range. */
function flatten(extents: readonly Extent[]): (Extent & HeightRange)[] {
  return extents.flatMap((extent) => extent.ranges.map((range) => ({ ...extent, ...range })));
}

/** Removes and gives back what is stored and overlaps or touches the extents. */
async function takeTouched(
  tx: Transaction,
  owner: string,
  extents: readonly Extent[],
): Promise<Extent[]> {
  const rows = flatten(extents);
  const taken = await sql<StoredExtent>`
    delete from coverage c
    using unnest(${rows.map((r) => r.chainId)}::bigint[], ${rows.map((r) => r.accountId)}::bigint[],
        ${rows.map((r) => r.source)}::text[], ${rows.map((r) => r.lacks)}::text[],
        ${rows.map((r) => r.fromHeight)}::bigint[], ${rows.map((r) => r.toHeight)}::bigint[])
      as a(chain_id, account_id, source, lacks, from_height, to_height)
    where c.owner = ${owner} and c.chain_id = a.chain_id and c.account_id = a.account_id
      and c.source = a.source and c.lacks = string_to_array(a.lacks, ',')
      and c.from_height <= a.to_height + 1 and c.to_height >= a.from_height - 1
    returning c.chain_id, c.account_id, c.source, c.lacks, c.from_height, c.to_height,
      c.read_at`.execute(tx);
  return taken.rows.map((row) => ({
    chainId: row.chain_id,
    accountId: row.account_id,
    source: row.source,
    lacks: row.lacks.join(),
    readAtMs: row.read_at.getTime(),
    ranges: [{ fromHeight: row.from_height, toHeight: row.to_height }],
  }));
}

/** Two writers of one range may both find nothing to merge with: the wider range wins. */
async function insertExtents(
  tx: Transaction,
  owner: string,
  extents: readonly Extent[],
): Promise<void> {
  const rows = flatten(extents);
  await sql`
    insert into coverage (owner, chain_id, account_id, source, lacks, from_height, to_height, read_at)
    select ${owner}::uuid, chain_id, account_id, source, string_to_array(lacks, ','), from_height,
      to_height, read_at
    from unnest(${rows.map((r) => r.chainId)}::bigint[], ${rows.map((r) => r.accountId)}::bigint[],
        ${rows.map((r) => r.source)}::text[], ${rows.map((r) => r.lacks)}::text[],
        ${rows.map((r) => r.fromHeight)}::bigint[], ${rows.map((r) => r.toHeight)}::bigint[],
        ${rows.map((r) => new Date(r.readAtMs).toISOString())}::timestamptz[])
      as m(chain_id, account_id, source, lacks, from_height, to_height, read_at)
    order by chain_id, account_id, source, lacks, from_height
    on conflict (owner, chain_id, account_id, source, lacks, from_height)
      do update set to_height = greatest(coverage.to_height, excluded.to_height)`.execute(tx);
}

interface CoverageRow {
  readonly lacks: readonly string[];
  readonly from_height: number;
  readonly to_height: number;
}

interface StoredExtent extends CoverageRow {
  readonly chain_id: number;
  readonly account_id: number;
  readonly source: string;
  readonly read_at: Date;
}

/** What was read for each account, with what was read for the whole chain. */
export async function readCoverage(
  database: Database,
  organisationId: string,
  chain: ChainId,
  accounts: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, readonly CoveredRange[]>> {
  const chainId = sql`(select id from ledger_name where name = ${sql.lit(chain)})`;
  const rows = await database.rowsAsTenant(
    organisationId,
    sql<CoverageRow & { account: AccountId | null }>`
      select null as account, lacks, from_height, to_height from coverage
      where chain_id = ${chainId} and account_id = ${sql.lit(wholeChain)}
      union all
      select n.name, c.lacks, c.from_height, c.to_height
      -- Account by account, also where that looks dearer than reading what is known of the chain.
      from unnest(${literalTexts(accounts)}) as a(name)
        cross join lateral (select id, name from ledger_name where name = a.name offset 0) n
        cross join lateral (select lacks, from_height, to_height from coverage
          where account_id = n.id and chain_id = ${chainId} offset 0) c`,
  );
  const byAccount = groupBy(rows, (row) => row.account);
  const whole = byAccount.get(null) ?? [];
  // Of most accounts nothing was read but what was read of all.
  const ofWhole = rangesOf(whole);
  return new Map(
    accounts.map((account) => {
      const own = byAccount.get(account);
      return [account, own ? rangesOf([...own, ...whole]) : ofWhole];
    }),
  );
}

function rangesOf(rows: readonly CoverageRow[]): CoveredRange[] {
  const byLack = groupBy(rows, (row) => row.lacks.join());
  return [...byLack.values()].flatMap(mergeSameLack).sort((a, b) => a.fromHeight - b.fromHeight);
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
