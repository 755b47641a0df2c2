import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import type { AccountId } from '../domain/caip.ts';

/** A wallet whose new activity an organisation wants to know of. */
export interface WalletMonitor {
  readonly id: string;
  readonly account: AccountId;
  readonly active: boolean;
  readonly startedBy: string;
  readonly startedAt: string;
  readonly stoppedAt?: string;
  /** The last block whose activity was looked at; undefined before the first look. */
  readonly seenHeight?: number;
  readonly visitedAt?: string;
  /** Why the last look could not be made. */
  readonly errorCode?: string;
}

interface MonitorRow {
  readonly id: string;
  readonly account: AccountId;
  readonly active: boolean;
  readonly started_by: string;
  readonly started_at: Date;
  readonly stopped_at: Date | null;
  readonly seen_height: number | null;
  readonly visited_at: Date | null;
  readonly error_code: string | null;
}

function toMonitor(row: MonitorRow): WalletMonitor {
  return {
    id: row.id,
    account: row.account,
    active: row.active,
    startedBy: row.started_by,
    startedAt: row.started_at.toISOString(),
    ...(row.stopped_at ? { stoppedAt: row.stopped_at.toISOString() } : {}),
    ...(row.seen_height === null ? {} : { seenHeight: row.seen_height }),
    ...(row.visited_at ? { visitedAt: row.visited_at.toISOString() } : {}),
    ...(row.error_code === null ? {} : { errorCode: row.error_code }),
  };
}

/** Starts a monitor, or starts one again that was stopped; one that runs is left as it is. */
export async function startMonitor(
  tx: Transaction,
  organisationId: string,
  monitor: { readonly id: string; readonly account: AccountId; readonly by: string },
  now: Date,
): Promise<{ readonly monitor: WalletMonitor; readonly started: boolean }> {
  const { rows } = await sql<MonitorRow>`
    insert into wallet_monitor as m (organisation_id, id, account, active, started_by, started_at,
      due_at)
    values (${organisationId}, ${monitor.id}, ${monitor.account}, true, ${monitor.by}, ${now}, ${now})
    on conflict (organisation_id, account) do update set active = true, started_by = ${monitor.by},
      started_at = ${now}, stopped_at = null, due_at = ${now}, seen_height = null
      where not m.active
    returning *`.execute(tx);
  const [row] = rows;
  if (row) return { monitor: toMonitor(row), started: true };
  const running = await findMonitor(tx, monitor.account);
  if (!running) throw new TypeError('A monitor that conflicts is there');
  return { monitor: running, started: false };
}

/** Undefined when there is none that runs. */
export async function stopMonitor(
  tx: Transaction,
  account: AccountId,
  now: Date,
): Promise<WalletMonitor | undefined> {
  const { rows } = await sql<MonitorRow>`
    update wallet_monitor set active = false, stopped_at = ${now}
    where account = ${account} and active returning *`.execute(tx);
  return rows[0] && toMonitor(rows[0]);
}

export async function findMonitor(
  tx: Transaction,
  account: AccountId,
): Promise<WalletMonitor | undefined> {
  const { rows } = await sql<MonitorRow>`
    select * from wallet_monitor where account = ${account}`.execute(tx);
  return rows[0] && toMonitor(rows[0]);
}

/** Running monitors in the order of their accounts, after the given one. */
export async function pageOfMonitors(
  tx: Transaction,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<WalletMonitor[]> {
  const { rows } = await sql<MonitorRow>`
    select * from wallet_monitor where active and account > ${page.after ?? ''}
    order by account limit ${page.limit}`.execute(tx);
  return rows.map(toMonitor);
}

/**
 * Counts a monitor that started, or with -1 one that stopped; how many run. Who counts last waits
 * for who counts before, so that two starts at a time do not both take the last place.
 */
export async function countMonitor(
  tx: Transaction,
  organisationId: string,
  change: 1 | -1,
): Promise<number> {
  const { rows } = await sql<{ running: number }>`
    insert into wallet_monitor_count as c (organisation_id, running)
    values (${organisationId}, ${change})
    on conflict (organisation_id) do update set running = c.running + excluded.running
    returning running`.execute(tx);
  return rows[0]?.running ?? 0;
}
