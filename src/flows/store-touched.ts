import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import type { AccountId } from '../domain/caip.ts';
import { encodeJson } from '../domain/json.ts';
import type { TouchedAccount } from '../tracing/trace-result.ts';

/** Farther from the payee's wallet no meeting of wages is looked for. */
export const touchedHopsMax = 8;

/** Keeps what of the seed each account received, in place of what was kept of the flow before. */
export async function saveTouched(
  tx: Transaction,
  organisationId: string,
  flowId: string,
  touched: readonly TouchedAccount[],
): Promise<void> {
  await sql`delete from flow_touched where flow_id = ${flowId}::uuid`.execute(tx);
  const near = touched.filter(({ hops }) => hops <= touchedHopsMax);
  await sql`
    insert into flow_touched (organisation_id, flow_id, account, seed_units, hops)
    select ${organisationId}::uuid, ${flowId}::uuid, r.account, r."seedUnits"::numeric, r.hops
    from jsonb_to_recordset(${encodeJson(near)}::jsonb)
      as r(account text, "seedUnits" text, hops int)`.execute(tx);
}

/** What is kept of each of the flows; one whose trace touched nobody has no entry. */
export async function touchedByFlows(
  tx: Transaction,
  flowIds: readonly string[],
): Promise<Map<string, TouchedAccount[]>> {
  const { rows } = await sql<{
    flow: string;
    account: AccountId;
    units: string;
    hops: number;
  }>`
    select flow_id as flow, account, seed_units::text as units, hops from flow_touched
    where flow_id = any(${flowIds}::uuid[]) order by flow_id, account`.execute(tx);
  const byFlow = new Map<string, TouchedAccount[]>();
  for (const { flow, account, units, hops } of rows) {
    const touched = byFlow.get(flow) ?? [];
    touched.push({ account, seedUnits: BigInt(units), hops });
    byFlow.set(flow, touched);
  }
  return byFlow;
}
