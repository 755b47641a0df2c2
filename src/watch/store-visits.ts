import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';
import { ofChain } from '../database/of-chain.ts';
import type { AccountId, ChainId } from '../domain/caip.ts';
import { quietMs } from '../flows/look-pace.ts';

/** One look at a wallet, in hand. */
export interface Visit {
  readonly monitorId: string;
  readonly account: AccountId;
  readonly seenHeight: number | undefined;
  readonly visits: number;
  readonly idle: number;
  readonly leasedUntil: Date;
}

/** Who does not end a visit within this has lost it. */
const visitLeaseMs = 600_000;

/** Takes a visit in hand; undefined when it was made, or the monitor was stopped. */
export async function beginVisit(
  tx: Transaction,
  monitorId: string,
  visit: number,
  now: Date,
): Promise<Visit | undefined> {
  const leasedUntil = new Date(now.getTime() + visitLeaseMs);
  const { rows } = await sql<{ account: AccountId; seen_height: number | null; idle: number }>`
    update wallet_monitor set due_at = ${leasedUntil}
    where id = ${monitorId}::uuid and visits = ${visit} and active
    returning account, seen_height, idle`.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const { account, seen_height, idle } = row;
  return {
    ...{ monitorId, account, visits: visit, idle, leasedUntil },
    seenHeight: seen_height ?? undefined,
  };
}

/** Keeps that a visit was made: the next comes `afterMs`, or sooner when something touched the wallet. */
export async function endVisit(
  tx: Transaction,
  visit: Visit,
  next: {
    readonly seenHeight: number | undefined;
    readonly idle: number;
    readonly afterMs: number;
    readonly errorCode?: string;
  },
  now: Date,
): Promise<void> {
  const dueAt = new Date(now.getTime() + next.afterMs);
  await sql`
    update wallet_monitor set visits = visits + 1, idle = ${next.idle}, visited_at = ${now},
      seen_height = ${next.seenHeight ?? null}, error_code = ${next.errorCode ?? null},
      due_at = case when due_at < ${visit.leasedUntil} then least(due_at, ${dueAt}) else ${dueAt} end
    where id = ${visit.monitorId}::uuid and visits = ${visit.visits}`.execute(tx);
}

/** Makes due the monitors of these wallets, of all organisations; tells nothing of them. */
export async function touchMonitors(
  database: Database,
  accounts: readonly AccountId[],
  now: Date,
): Promise<void> {
  if (accounts.length === 0) return;
  const soon = new Date(now.getTime() + quietMs);
  await database.system((tx) =>
    sql`
      update wallet_monitor set due_at = ${soon}
      where active and account = any(${accounts}) and due_at > ${soon}`.execute(tx),
  );
}

export async function touchAllMonitors(
  database: Database,
  chain: ChainId,
  now: Date,
): Promise<void> {
  await database.system((tx) =>
    sql`
      update wallet_monitor set due_at = ${now}
      where active and ${ofChain(sql`account`, chain)} and due_at > ${now}`.execute(tx),
  );
}

/** Blocks above the height are gone: what comes in their place is new activity. */
export async function forgetSeen(
  database: Database,
  chain: ChainId,
  aboveHeight: number,
): Promise<void> {
  await database.system((tx) =>
    sql`
      update wallet_monitor set seen_height = ${aboveHeight}
      where ${ofChain(sql`account`, chain)} and seen_height > ${aboveHeight}`.execute(tx),
  );
}

/** Wallets to look at now, the longest due first; crosses tenants, and gives ids only. */
export async function dueMonitors(
  database: Database,
  now: Date,
  limit: number,
): Promise<
  { readonly organisationId: string; readonly monitorId: string; readonly visit: number }[]
> {
  const { rows } = await database.system((tx) =>
    sql<{ organisationId: string; monitorId: string; visit: number }>`
      select organisation_id as "organisationId", id as "monitorId", visits as visit from wallet_monitor
      where active and due_at <= ${now} order by due_at limit ${limit}`.execute(tx),
  );
  return rows;
}
