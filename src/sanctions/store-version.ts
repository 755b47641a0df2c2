import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import { encodeJson } from '../domain/json.ts';
import type { ListVersion } from '../domain/listing.ts';
import type { StoredVersion } from './list-version.ts';

/** How the last attempts to renew a list went. */
export interface ListState {
  readonly list: string;
  readonly version?: StoredVersion;
  readonly kept: number;
  readonly etag?: string;
  readonly lastModified?: string;
  readonly checkedAt?: Date;
  readonly failure?: ListFailure;
  readonly refreshingUntil?: Date;
}

export interface ListFailure {
  readonly code: string;
  readonly message: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** What a publisher's server says, to ask it next time only for what is newer. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** The state of every list that was ever tried. */
export async function selectStates(tx: Transaction): Promise<ListState[]> {
  const rows = await tx
    .selectFrom('list_state as s')
    .leftJoin('list_version as v', 'v.id', 's.version_id')
    .select((select) => [
      's.list',
      's.etag',
      's.last_modified',
      's.checked_at',
      's.failure',
      's.refreshing_until',
      'v.id',
      'v.publisher',
      'v.published',
      'v.sha256',
      'v.records',
      'v.identifiers',
      'v.shipped',
      'v.loaded_at',
      select
        .selectFrom('listing as l')
        .select((count) => count.fn.countAll<number>().as('kept'))
        .whereRef('l.list', '=', 's.list')
        .where('l.row_to', 'is', null)
        .where('l.until', 'is', null)
        .where('l.account_key', 'is', null)
        .as('kept'),
    ])
    .orderBy('s.list')
    .execute();
  return rows.map(stateFrom);
}

interface StateRow {
  readonly list: string;
  readonly etag: string | null;
  readonly last_modified: string | null;
  readonly checked_at: Date | null;
  readonly failure: unknown;
  readonly refreshing_until: Date | null;
  readonly id: number | null;
  readonly publisher: string | null;
  readonly published: string | null;
  readonly sha256: string | null;
  readonly records: number | null;
  readonly identifiers: number | null;
  readonly shipped: boolean | null;
  readonly loaded_at: Date | null;
  readonly kept: number | null;
}

function stateFrom(row: StateRow): ListState {
  const version = versionFrom(row);
  return {
    list: row.list,
    ...(version ? { version } : {}),
    kept: row.kept ?? 0,
    ...(row.etag === null ? {} : { etag: row.etag }),
    ...(row.last_modified === null ? {} : { lastModified: row.last_modified }),
    ...(row.checked_at === null ? {} : { checkedAt: row.checked_at }),
    // CAST: written by `recordFailure` from that very type.
    ...(row.failure === null ? {} : { failure: row.failure as ListFailure }),
    ...(row.refreshing_until === null ? {} : { refreshingUntil: row.refreshing_until }),
  };
}

function versionFrom(row: StateRow): StoredVersion | undefined {
  if (row.id === null || row.loaded_at === null) return undefined;
  return {
    id: row.id,
    list: row.list,
    publisher: row.publisher ?? '',
    published: row.published ?? '',
    sha256: row.sha256 ?? '',
    loadedAt: row.loaded_at.toISOString(),
    records: row.records ?? 0,
    identifiers: row.identifiers ?? 0,
    shipped: row.shipped ?? false,
  };
}

/**
 * Takes the list for one refresh until `until`; false when somebody else has it. The time limit
 * frees the list of a process that died.
 */
export async function claimList(
  tx: Transaction,
  list: string,
  now: Date,
  until: Date,
): Promise<boolean> {
  const taken = await tx
    .insertInto('list_state')
    .values({ list, attempted_at: now, refreshing_until: until })
    .onConflict((conflict) =>
      conflict
        .column('list')
        .doUpdateSet({ attempted_at: now, refreshing_until: until })
        .where((where) =>
          where.or([
            where('list_state.refreshing_until', 'is', null),
            where('list_state.refreshing_until', '<=', now),
          ]),
        ),
    )
    .returning('list')
    .execute();
  return taken.length > 0;
}

/** The publisher answered and nothing is wrong: the list counts as fresh from `at` on. */
export async function recordSuccess(
  tx: Transaction,
  list: string,
  at: Date,
  validators: Validators,
): Promise<void> {
  await tx
    .updateTable('list_state')
    .set({
      checked_at: at,
      failure: null,
      refreshing_until: null,
      ...(validators.etag === undefined ? {} : { etag: validators.etag }),
      ...(validators.lastModified === undefined ? {} : { last_modified: validators.lastModified }),
    })
    .where('list', '=', list)
    .execute();
}

/** The refresh came to nothing; the version in force stays. */
export async function recordFailure(
  tx: Transaction,
  list: string,
  failure: ListFailure,
): Promise<void> {
  await tx
    .updateTable('list_state')
    .set({ failure: encodeJson(failure), refreshing_until: null })
    .where('list', '=', list)
    .execute();
}

/** Makes a new version the one in force; its id. */
export async function insertVersion(
  tx: Transaction,
  version: ListVersion,
  identifiers: number,
): Promise<number> {
  const { id } = await tx
    .insertInto('list_version')
    .values({
      list: version.list,
      publisher: version.publisher,
      published: version.published,
      sha256: version.sha256,
      records: version.records,
      identifiers,
      shipped: version.shipped,
      loaded_at: version.loadedAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('list_state')
    .values({ list: version.list, version_id: id, checked_at: version.loadedAt })
    .onConflict((conflict) =>
      conflict.column('list').doUpdateSet({ version_id: id, checked_at: version.loadedAt }),
    )
    .execute();
  return id;
}

/** The versions that were in force at a moment. */
export async function versionsKnownAt(tx: Transaction, at: Date): Promise<StoredVersion[]> {
  const rows = await tx
    .selectFrom('list_version')
    // What an answer cites, and no column that is for upkeep.
    .select(['id', 'list', 'publisher', 'published', 'sha256', 'records', 'identifiers', 'shipped'])
    .select('loaded_at')
    .distinctOn('list')
    .where('loaded_at', '<=', at)
    .orderBy('list')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(({ loaded_at, ...row }) => ({ ...row, loadedAt: loaded_at.toISOString() }));
}

/** Any number; the same in every version of the product. */
const loadLockId = 7_246_184;

/** Waits until no other process loads a first version; held until the transaction ends. */
export async function lockLists(tx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(${loadLockId})`.execute(tx);
}

/** Grows whenever a version is loaded anywhere: who loads one holds `lockLists`. */
export async function newestVersionId(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ id: number | null }>`select max(id) as id from list_version`.execute(
    tx,
  );
  return rows[0]?.id ?? 0;
}
