import { sql } from 'kysely';
import type { DomainEvent } from '../domain/alert.ts';
import type { Json } from '../domain/json.ts';
import { encodeJson } from '../domain/json.ts';
import type { Clock } from '../ports/clock.ts';
import type { Transaction } from './database.ts';

export interface StoredEvent {
  readonly sequence: number;
  readonly id: string;
  readonly type: string;
  readonly subjectId: string;
  readonly data: Json;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** Stores events in the transaction of the change that they tell of. */
export async function storeEvents(
  tx: Transaction,
  organisationId: string,
  clock: Clock,
  events: readonly DomainEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({
    organisation_id: organisationId,
    id: clock.id(),
    type: event.type,
    subject_id: event.subjectId,
    data: encodeJson(event.data),
    at: clock.now(),
  }));
  await tx.insertInto('domain_event').values(rows).execute();
}

/**
 * The next events after `afterSequence`, at most `limit`. Transactions commit in another order than
 * they draw their numbers, so an event is held back while an older transaction is still open: a
 * reader that goes on from the last one it was given misses none.
 */
export async function readEvents(
  tx: Transaction,
  organisationId: string,
  afterSequence: number,
  limit: number,
): Promise<StoredEvent[]> {
  const rows = await tx
    .selectFrom('domain_event')
    .select(['sequence', 'id', 'type', 'subject_id', 'data', 'at'])
    .where('organisation_id', '=', organisationId)
    .where('sequence', '>', afterSequence)
    .where(sql<boolean>`transaction < pg_snapshot_xmin(pg_current_snapshot())`)
    .orderBy('sequence')
    .limit(limit)
    .execute();
  return rows.map(({ subject_id, at, ...row }) => ({
    ...row,
    subjectId: subject_id,
    at: at.toISOString(),
  }));
}
