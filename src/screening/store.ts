import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';
import type { AccountId } from '../domain/caip.ts';
import type { Screening } from '../domain/decision.ts';
import { encodeJson } from '../domain/json.ts';
import type { ListVersion } from '../domain/listing.ts';
import type { Clock } from '../ports/clock.ts';
import { citedLists, sha256Of } from './cited-lists.ts';

/** Greatest number of screenings that one wallet's history shows. */
export const historyMax = 100;

/** Jurisdictions whose `block` listings are the organisation's floor. */
export async function floorOf(tx: Transaction, organisationId: string): Promise<readonly string[]> {
  const row = await tx
    .selectFrom('organisation')
    .select('floor_jurisdictions')
    .where('id', '=', organisationId)
    .executeTakeFirstOrThrow();
  return row.floor_jurisdictions;
}

/** Stores screenings, which never change afterwards. */
export async function insertScreenings(
  tx: Transaction,
  organisationId: string,
  screenings: readonly Screening[],
): Promise<void> {
  if (screenings.length === 0) return;
  await sql`
    insert into screening_lists (organisation_id, sha256, versions)
    select ${organisationId}::uuid, r.*
    from jsonb_to_recordset(${citedLists(screenings)}::jsonb) as r(sha256 text, versions jsonb)
    on conflict do nothing`.execute(tx);
  await sql`
    insert into screening (organisation_id, id, account, decision, risk, facts, verdict, source,
                           engine_version, previous_id, changes, at, lists_sha256)
    select ${organisationId}::uuid, id, facts #>> '{subject,account}', verdict ->> 'decision',
      verdict ->> 'risk', facts, verdict, source, engine_version, previous_id, changes, at,
      lists_sha256
    from jsonb_to_recordset(${encodeJson(screenings.map(rowOf))}::jsonb) as r(
      id uuid, facts jsonb, verdict jsonb, source text, engine_version text, previous_id uuid,
      changes jsonb, at timestamptz, lists_sha256 text)`.execute(tx);
}

/**
 * Stores screenings and tells of those that are no `allow`, in one round trip: what
 * `insertScreenings` and `storeEvents` do in a transaction of the caller's.
 */
export async function storeScreenings(
  database: Database,
  organisationId: string,
  clock: Clock,
  screenings: readonly Screening[],
): Promise<void> {
  const rows = screenings.map((screening) => {
    const row = rowOf(screening);
    return screening.verdict.decision === 'allow' ? row : { ...row, event_id: clock.id() };
  });
  await database.callAsTenant(
    organisationId,
    'store_screenings',
    encodeJson(rows),
    citedLists(screenings),
  );
}

function rowOf(screening: Screening) {
  const { listVersions, ...facts } = screening.facts;
  return {
    id: screening.id,
    facts,
    verdict: screening.verdict,
    source: screening.source,
    engine_version: screening.engineVersion,
    previous_id: screening.previousId,
    changes: screening.changes,
    at: screening.at,
    lists_sha256: sha256Of(listVersions),
  };
}

interface ScreeningRow {
  readonly id: string;
  readonly facts: Omit<Screening['facts'], 'listVersions'>;
  readonly verdict: Screening['verdict'];
  readonly source: Screening['source'];
  readonly at: Date;
  readonly engine_version: string;
  readonly previous_id: string | null;
  readonly changes: readonly string[] | null;
  readonly list_versions: readonly ListVersion[] | null;
}

function fromRow(row: ScreeningRow): Screening {
  return {
    id: row.id,
    facts: { listVersions: row.list_versions ?? [], ...row.facts },
    verdict: row.verdict,
    source: row.source,
    at: row.at.toISOString(),
    engineVersion: row.engine_version,
    ...(row.previous_id ? { previousId: row.previous_id } : {}),
    ...(row.changes ? { changes: row.changes } : {}),
  };
}

/** Screenings with the versions they cite; those of before 0061 have them in their facts. */
const stored = sql`
  (select screening.*, lists.versions as list_versions
   from screening left join screening_lists lists
     on lists.organisation_id = screening.organisation_id and lists.sha256 = lists_sha256) screening`;

/** The screening with this id in the tenant of the transaction. */
export async function findScreening(tx: Transaction, id: string): Promise<Screening | undefined> {
  const { rows } = await sql<ScreeningRow>`
    select * from ${stored} where id = ${id}::uuid`.execute(tx);
  return rows[0] && fromRow(rows[0]);
}

/** Latest first, at most `historyMax`. */
export async function screeningsOf(tx: Transaction, account: AccountId): Promise<Screening[]> {
  const { rows } = await sql<ScreeningRow>`
    select * from ${stored} where account = ${account}
    order by at desc, id desc limit ${historyMax}`.execute(tx);
  return rows.map(fromRow);
}
