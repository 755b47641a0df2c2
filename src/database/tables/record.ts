import type { ColumnType, Generated } from 'kysely';
import type { Alert, AlertState } from '../../domain/alert.ts';
import type { Json } from '../../domain/json.ts';

/** Written by `append_audit_event` only. */
export interface AuditEventTable {
  organisation_id: string;
  sequence: number;
  id: string;
  actor: string;
  action: string;
  subject_type: string;
  subject_id: string;
  reason: string | null;
  data: ColumnType<Json, never, never>;
  at: ColumnType<Date, never, never>;
  previous_hash: Buffer;
  hash: Buffer;
}

/** The end of each organisation's chain of audit events. */
export interface AuditHeadTable {
  organisation_id: string;
  sequence: number;
  hash: Buffer;
}

export interface DomainEventTable {
  organisation_id: string;
  /** Order of writing; `events.ts` says when it is safe to read past one. */
  sequence: Generated<number>;
  id: string;
  type: string;
  subject_id: string;
  data: ColumnType<Json, string, never>;
  at: ColumnType<Date, Date | string, never>;
  transaction: Generated<string>;
}

export interface AlertTable {
  organisation_id: string;
  id: string;
  kind: string;
  severity: Alert['severity'];
  title: string;
  subject_type: string;
  subject_id: string;
  state: Generated<AlertState>;
  assignee: string | null;
  reason: string | null;
  created_at: ColumnType<Date, Date | string, never>;
  updated_at: ColumnType<Date, Date | string, Date | string>;
}

/** What happened, and what a person must look at. */
export interface RecordTables {
  audit_event: AuditEventTable;
  audit_head: AuditHeadTable;
  domain_event: DomainEventTable;
  alert: AlertTable;
}
