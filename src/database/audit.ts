import { sql } from 'kysely';
import { encodeJson } from '../domain/json.ts';
import type { Transaction } from './database.ts';

/** Something that somebody did, and why. Never a secret or more of a person than the id. */
export interface AuditEntry {
  readonly id: string;
  /** `key:<id>` of an API key, `operator` for the command line, `system` for a worker. */
  readonly actor: string;
  readonly action: string;
  readonly subject: { readonly type: string; readonly id: string };
  readonly reason?: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** An entry with its place in the chain. */
export interface StoredAuditEntry extends AuditEntry {
  readonly sequence: number;
  /** sha256 over this entry and the hash before it, hex. */
  readonly hash: string;
}

export interface AuditVerdict {
  readonly events: number;
  /** The first sequence number whose event is altered, missing, or not the one that was there. */
  readonly brokenAt?: number;
}

/**
 * Appends to the organisation's chain, in the transaction of the change itself; its sequence
 * number. Other writers of the same organisation's chain wait until that transaction ends, so it
 * is best the last statement.
 */
export async function appendAuditEvent(
  tx: Transaction,
  organisationId: string,
  entry: AuditEntry,
): Promise<number> {
  const { rows } = await sql<{ sequence: number }>`
    select append_audit_event(${organisationId}, ${entry.id}, ${entry.actor}, ${entry.action},
      ${entry.subject.type}, ${entry.subject.id}, ${entry.reason ?? null},
      ${encodeJson(entry.data)}::jsonb, ${entry.at}) as sequence`.execute(tx);
  return rows[0]?.sequence ?? 0;
}

/** The tenant's entries after a sequence number, oldest first. */
export async function auditEntriesAfter(
  tx: Transaction,
  afterSequence: number,
  limit: number,
): Promise<StoredAuditEntry[]> {
  const { rows } = await sql<
    Omit<StoredAuditEntry, 'subject' | 'reason' | 'at'> & {
      readonly subject_type: string;
      readonly subject_id: string;
      readonly reason: string | null;
      readonly at: Date;
    }
  >`
    select sequence, id, actor, action, subject_type, subject_id, reason, data, at,
      encode(hash, 'hex') as hash
    from audit_event where sequence > ${afterSequence} order by sequence limit ${limit}`.execute(
    tx,
  );
  return rows.map(({ subject_type, subject_id, reason, at, ...row }) => ({
    ...row,
    subject: { type: subject_type, id: subject_id },
    ...(reason === null ? {} : { reason }),
    at: at.toISOString(),
  }));
}

/** Recomputes every link of the organisation's chain and compares it with what is stored. */
export async function verifyAuditChain(
  tx: Transaction,
  organisationId: string,
): Promise<AuditVerdict> {
  const { rows } = await sql<{ events: number; broken: number | null; tail: boolean }>`
    with link as (
      select e.sequence, e.hash, audit_event_hash(e) as computed, e.previous_hash,
        row_number() over w as place, lag(e.hash, 1, ''::bytea) over w as before
      from audit_event e where e.organisation_id = ${organisationId}
      window w as (order by e.sequence)),
    chain as (
      select count(*) as events, (array_agg(hash order by sequence desc))[1] as last_hash,
        min(place) filter (where sequence <> place or hash <> computed or previous_hash <> before)
          as broken
      from link)
    select events, broken, coalesce(h.sequence, 0) = events
      and h.hash is not distinct from last_hash as tail
    from chain left join audit_head h on h.organisation_id = ${organisationId}`.execute(tx);
  const { events = 0, broken = null, tail = false } = rows[0] ?? {};
  if (broken !== null) return { events, brokenAt: broken };
  return tail ? { events } : { events, brokenAt: events + 1 };
}
