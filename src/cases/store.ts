import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import type { Alert, AlertState } from '../domain/alert.ts';

interface AlertRow {
  readonly id: string;
  readonly kind: string;
  readonly severity: Alert['severity'];
  readonly title: string;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly state: AlertState;
  readonly assignee: string | null;
  readonly reason: string | null;
  readonly created_at: Date;
}

function fromRow(row: AlertRow): Alert {
  return {
    id: row.id,
    kind: row.kind,
    severity: row.severity,
    title: row.title,
    subject: { type: row.subject_type, id: row.subject_id },
    state: row.state,
    ...(row.assignee === null ? {} : { assignee: row.assignee }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    createdAt: row.created_at.toISOString(),
  };
}

/** Stores the alert unless the same kind stands for the same subject; true when it is new. */
export async function insertAlert(
  tx: Transaction,
  organisationId: string,
  alert: Alert,
): Promise<boolean> {
  const { rows } = await sql`
    insert into alert (organisation_id, id, kind, severity, title, subject_type, subject_id, state, created_at, updated_at)
    values (${organisationId}, ${alert.id}, ${alert.kind}, ${alert.severity}, ${alert.title},
            ${alert.subject.type}, ${alert.subject.id}, ${alert.state}, ${alert.createdAt}, ${alert.createdAt})
    on conflict (organisation_id, kind, subject_type, subject_id) do nothing
    returning id`.execute(tx);
  return rows.length > 0;
}

/** A page of alerts, newest first; `before` is the id that the last page ended with. */
export async function pageOfAlerts(
  tx: Transaction,
  filter: { readonly state?: AlertState | undefined; readonly kind?: string | undefined },
  page: { readonly before?: string | undefined; readonly limit: number },
): Promise<Alert[]> {
  const { rows } = await sql<AlertRow>`
    select * from alert
    where (${filter.state ?? null}::text is null or state = ${filter.state ?? null})
      and (${filter.kind ?? null}::text is null or kind = ${filter.kind ?? null})
      and (${page.before ?? null}::uuid is null or id < ${page.before ?? null}::uuid)
    order by id desc limit ${page.limit}`.execute(tx);
  return rows.map(fromRow);
}

/** Locks and reads one alert. */
export async function findAlert(tx: Transaction, id: string): Promise<Alert | undefined> {
  const { rows } = await sql<AlertRow>`
    select * from alert where id = ${id}::uuid for update`.execute(tx);
  return rows[0] && fromRow(rows[0]);
}

export async function updateAlert(tx: Transaction, alert: Alert): Promise<void> {
  await sql`
    update alert set state = ${alert.state}, assignee = ${alert.assignee ?? null},
      reason = ${alert.reason ?? null}, updated_at = now()
    where id = ${alert.id}::uuid`.execute(tx);
}
