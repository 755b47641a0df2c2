import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Work } from '../ports/work.ts';

/** Rows that one sweep enqueues. */
const sweepMax = 1_000;
/** A younger row is just being enqueued by whoever stored it. */
const graceSeconds = 10;

/**
 * Flows and settlements that nobody may be working on, of all organisations: the row's state is
 * the outbox, and adding a job that exists does nothing. Crosses tenants, and gives ids only.
 */
export async function workLeftOver(database: Database): Promise<Work[]> {
  return await database.system(async (tx) => {
    const flows = await sql<{ organisationId: string; flowId: string; attempt: number }>`
      select organisation_id as "organisationId", id as "flowId", attempt from flow
      where state in ('requested', 'reading')
        and updated_at < now() - make_interval(secs => ${graceSeconds})
      order by updated_at limit ${sweepMax}`.execute(tx);
    const payouts = await sql<{ organisationId: string; payoutId: string; tx: string }>`
      select organisation_id as "organisationId", id as "payoutId", settlement_tx as tx from payout
      where settlement ->> 'state' = 'announced'
        and updated_at < now() - make_interval(secs => ${graceSeconds})
      order by updated_at limit ${sweepMax}`.execute(tx);
    return [
      ...flows.rows.map((row) => ({ kind: 'follow' as const, ...row })),
      ...payouts.rows.map((row) => ({ kind: 'settle' as const, ...row })),
    ];
  });
}
