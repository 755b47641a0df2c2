import { type SelectQueryBuilder, sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { encodeJson } from '../domain/json.ts';
import type { ListedParty } from '../domain/listed-party.ts';
import type { Listing } from '../domain/listing.ts';
import type { ChangesQuery, ListChange, ListingsWhen, StoredChange } from '../ports/lists.ts';
import type { StoredListing } from './diff.ts';

interface ListingRow {
  readonly id: number;
  readonly list: string;
  readonly effect: Listing['effect'];
  readonly jurisdiction: string;
  readonly uid: string;
  readonly party: string;
  readonly aliases: string[];
  readonly programmes: string[];
  readonly declared_symbol: string | null;
  readonly raw: string;
  readonly account_key: string | null;
  readonly kept_because: string | null;
  readonly declared_mismatch: boolean;
  readonly designated: string | null;
  readonly published: string;
  readonly loaded: Date;
  readonly until: string | null;
}

function listingFrom(row: ListingRow): StoredListing {
  const read =
    row.account_key === null
      ? { keptBecause: row.kept_because ?? '' }
      : { accountKey: row.account_key, declaredMismatch: row.declared_mismatch };
  return {
    id: row.id,
    list: row.list,
    effect: row.effect,
    jurisdiction: row.jurisdiction,
    uid: row.uid,
    party: row.party,
    aliases: row.aliases,
    programmes: row.programmes,
    ...(row.declared_symbol === null ? {} : { declaredSymbol: row.declared_symbol }),
    raw: row.raw,
    ...read,
    ...(row.designated === null ? {} : { designated: row.designated }),
    published: row.published,
    loaded: row.loaded.toISOString(),
    ...(row.until === null ? {} : { until: row.until }),
  };
}

function withoutId({ id: _id, ...listing }: StoredListing): Listing {
  return listing;
}

/** Rows of the store as it is now, the delisted among them. */
export async function openListings(tx: Transaction, list: string): Promise<StoredListing[]> {
  const rows = await tx
    .selectFrom('listing')
    .selectAll()
    .where('list', '=', list)
    .where('row_to', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(listingFrom);
}

/**
 * Listings of accounts for the index, as the store holds or held them: those in force on a day, and
 * those that ended and were more than a notice.
 */
export async function listingsForIndex(
  tx: Transaction,
  day: string,
  knownAt?: Date,
): Promise<Listing[]> {
  const rows = await heldAt(tx.selectFrom('listing').selectAll(), knownAt)
    .where((where) =>
      where.or([
        where('until', 'is', null),
        where('until', '>', day),
        where('effect', '<>', 'inform'),
      ]),
    )
    .where('account_key', 'is not', null)
    .orderBy('id')
    .execute();
  return rows.map((row) => withoutId(listingFrom(row)));
}

function heldAt<O>(query: SelectQueryBuilder<Tables, 'listing', O>, knownAt: Date | undefined) {
  if (knownAt === undefined) return query.where('row_to', 'is', null);
  return query
    .where('row_from', '<=', knownAt)
    .where((where) => where.or([where('row_to', 'is', null), where('row_to', '>', knownAt)]));
}

/** Listings with one of these account keys, as of a date and as known at a moment. */
export async function listingsByKey(
  tx: Transaction,
  keys: readonly string[],
  when: ListingsWhen,
): Promise<Listing[]> {
  let query = tx.selectFrom('listing').selectAll().where('account_key', 'in', keys);
  const { asOf, knownAt } = when;
  if (asOf !== undefined) {
    query = query
      .where('published', '<=', asOf)
      .where((where) => where.or([where('until', 'is', null), where('until', '>', asOf)]));
  }
  const held = heldAt(query, knownAt === undefined ? undefined : new Date(knownAt));
  const rows = await held.orderBy('published').orderBy('id').execute();
  return rows.map((row) => withoutId(listingFrom(row)));
}

/** Closes rows at the time of the version that no longer has them so. */
export async function closeListings(
  tx: Transaction,
  ids: readonly number[],
  at: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await sql`update listing set row_to = ${at} where id = any(${[...ids]}::bigint[])`.execute(tx);
}

/** Writes listings as of the time of a version. */
export async function insertListings(
  tx: Transaction,
  listings: readonly Listing[],
  at: Date,
): Promise<void> {
  if (listings.length === 0) return;
  const rows = listings.map((one) => ({ ...one, mismatch: one.declaredMismatch ?? false }));
  await sql`
    insert into listing (list, effect, jurisdiction, uid, party, aliases, programmes,
      declared_symbol, raw, account_key, kept_because, declared_mismatch, designated, published,
      loaded, until, row_from)
    select list, effect, jurisdiction, uid, party, aliases, programmes, "declaredSymbol", raw,
      "accountKey", "keptBecause", mismatch, designated, published, loaded, until, ${at}
    from jsonb_to_recordset(${encodeJson(rows)}::jsonb) as r(list text, effect text,
      jurisdiction text, uid text, party text, aliases text[], programmes text[],
      "declaredSymbol" text, raw text, "accountKey" text, "keptBecause" text, mismatch boolean,
      designated date, published date, loaded timestamptz, until date)`.execute(tx);
}

/** Digest and row of each party that the store holds as listed now, by uid. */
export async function openParties(
  tx: Transaction,
  list: string,
): Promise<Map<string, { id: number; sha256: string; name: string }>> {
  const { rows } = await sql<{ id: number; uid: string; sha256: string; name: string }>`
    select id, uid, sha256, data->>'name' as name from listed_party
    where list = ${list} and row_to is null and until is null`.execute(tx);
  return new Map(rows.map(({ uid, ...row }) => [uid, row]));
}

export interface PartyRow {
  readonly party: ListedParty;
  readonly sha256: string;
}

/** Writes parties as of the time of a version. */
export async function insertParties(
  tx: Transaction,
  parties: readonly PartyRow[],
  at: Date,
): Promise<void> {
  if (parties.length === 0) return;
  await sql`
    insert into listed_party (list, uid, data, sha256, row_from)
    select party->>'list', party->>'uid', party, sha256, ${at}
    from jsonb_to_recordset(${encodeJson(parties)}::jsonb) as r(party jsonb, sha256 text)`.execute(
    tx,
  );
}

/** Closes rows of parties; with `until`, the party is kept as delisted from that day. */
export async function closeParties(
  tx: Transaction,
  ids: readonly number[],
  at: Date,
  until?: string,
): Promise<void> {
  if (ids.length === 0) return;
  const closing = [...ids];
  await sql`update listed_party set row_to = ${at} where id = any(${closing}::bigint[])`.execute(
    tx,
  );
  if (until === undefined) return;
  await sql`
    insert into listed_party (list, uid, data, sha256, until, row_from)
    select list, uid, data, sha256, ${until}, ${at} from listed_party
    where id = any(${closing}::bigint[])`.execute(tx);
}

/** Writes what a version changed. */
export async function insertChanges(
  tx: Transaction,
  versionId: number,
  changes: readonly ListChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    insert into list_change (list, version_id, kind, subject, uid, party, raw, declared_symbol,
      account_key, at)
    select list, ${versionId}, kind, subject, uid, party, raw, "declaredSymbol", "accountKey", at
    from jsonb_to_recordset(${encodeJson(changes)}::jsonb) as r(list text, kind text,
      subject text, uid text, party text, raw text, "declaredSymbol" text, "accountKey" text,
      at timestamptz)`.execute(tx);
}

/** Changes of a list, oldest first, at most `limit`. */
export async function selectChanges(tx: Transaction, query: ChangesQuery): Promise<StoredChange[]> {
  let select = tx.selectFrom('list_change').selectAll().where('list', '=', query.list);
  if (query.since !== undefined) select = select.where('at', '>', new Date(query.since));
  if (query.versionId !== undefined) select = select.where('version_id', '=', query.versionId);
  if (query.after !== undefined) select = select.where('id', '>', query.after);
  const rows = await select.orderBy('id').limit(query.limit).execute();
  return rows.map((row) => ({
    id: row.id,
    list: row.list,
    kind: row.kind,
    subject: row.subject,
    uid: row.uid,
    party: row.party,
    ...(row.raw === null ? {} : { raw: row.raw }),
    ...(row.declared_symbol === null ? {} : { declaredSymbol: row.declared_symbol }),
    ...(row.account_key === null ? {} : { accountKey: row.account_key }),
    at: row.at.toISOString(),
  }));
}
