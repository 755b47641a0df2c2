import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import { encodeJson } from '../domain/json.ts';
import type { TouchedAccount } from '../tracing/trace-result.ts';

/** Farther from the payee's wallet no meeting of wages is looked for. */
const touchedHopsMax = 8;

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
