import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';
import type { DomainEventType } from '../domain/alert.ts';
import type { AccountId } from '../domain/caip.ts';
import type { Screening } from '../domain/decision.ts';
import { encodeJson } from '../domain/json.ts';
import type { Clock } from '../ports/clock.ts';

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
  const rows = screenings.map(toRow);
  await sql`
    insert into screening (organisation_id, id, account, decision, risk, facts, verdict, source,
                           engine_version, previous_id, changes, at)
    select ${organisationId}::uuid, r.* from jsonb_to_recordset(${encodeJson(rows)}::jsonb) as r(
      id uuid, account text, decision text, risk text, facts jsonb, verdict jsonb, source text,
      engine_version text, previous_id uuid, changes jsonb, at timestamptz)`.execute(tx);
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
  const notable = screenings.filter(({ verdict }) => verdict.decision !== 'allow');
  const events = notable.map(({ id, verdict, at }) => ({
    id: clock.id(),
    type: 'screening.completed' satisfies DomainEventType,
    subject_id: id,
    data: { decision: verdict.decision, risk: verdict.risk },
    at,
  }));
  await database.callAsTenant(
    organisationId,
    'store_screenings',
    encodeJson(screenings.map(toRow)),
    encodeJson(events),
  );
}

function toRow(screening: Screening) {
  return {
    id: screening.id,
    account: screening.facts.subject.account ?? null,
    decision: screening.verdict.decision,
    risk: screening.verdict.risk,
    facts: screening.facts,
    verdict: screening.verdict,
    source: screening.source,
    engine_version: screening.engineVersion,
    previous_id: screening.previousId ?? null,
    changes: screening.changes ?? null,
    at: screening.at,
  };
}

interface ScreeningRow {
  readonly id: string;
  readonly facts: Screening['facts'];
  readonly verdict: Screening['verdict'];
  readonly source: Screening['source'];
  readonly at: Date;
  readonly engine_version: string;
  readonly previous_id: string | null;
  readonly changes: readonly string[] | null;
}

function fromRow(row: ScreeningRow): Screening {
  return {
    id: row.id,
    facts: row.facts,
    verdict: row.verdict,
    source: row.source,
    at: row.at.toISOString(),
    engineVersion: row.engine_version,
    ...(row.previous_id ? { previousId: row.previous_id } : {}),
    ...(row.changes ? { changes: row.changes } : {}),
  };
}

/** The screening with this id in the tenant of the transaction. */
export async function findScreening(tx: Transaction, id: string): Promise<Screening | undefined> {
  const { rows } = await sql<ScreeningRow>`select * from screening where id = ${id}::uuid`.execute(
    tx,
  );
  return rows[0] && fromRow(rows[0]);
}

/** Latest first, at most `historyMax`. */
export async function screeningsOf(tx: Transaction, account: AccountId): Promise<Screening[]> {
  const { rows } = await sql<ScreeningRow>`
    select * from screening where account = ${account} order by at desc, id desc limit ${historyMax}`.execute(
    tx,
  );
  return rows.map(fromRow);
}
