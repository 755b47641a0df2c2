import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import type { TraceDirection } from '../domain/flow.ts';
import type { FlowRow, FlowState } from './flow-row.ts';

/** Flows of the tenant that touch the account, newest first. */
export async function flowsTouching(
  tx: Transaction,
  accountKey: string,
  limit: number,
): Promise<Pick<FlowRow, 'id' | 'direction' | 'state' | 'payoutId' | 'createdAt'>[]> {
  const { rows } = await sql<{
    id: string;
    direction: TraceDirection;
    state: FlowState;
    payout_id: string | null;
    created_at: Date;
  }>`
    select f.id, coalesce(f.request ->> 'direction', 'forward') as direction, f.state, f.payout_id, f.created_at from flow_account a
    join flow f on f.organisation_id = a.organisation_id and f.id = a.flow_id
    where a.account_key = ${accountKey} order by f.id desc limit ${limit}`.execute(tx);
  return rows.map((row) => ({
    ...{ id: row.id, direction: row.direction },
    state: row.state,
    createdAt: row.created_at.toISOString(),
    ...(row.payout_id ? { payoutId: row.payout_id } : {}),
  }));
}
