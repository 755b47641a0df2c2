import { sql } from 'kysely';
import { accountKey } from '../accounts/account.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ofChain } from '../database/of-chain.ts';
import type { AccountId, ChainId } from '../domain/caip.ts';
import { encodeJson } from '../domain/json.ts';
import { unwatchFlow } from '../flows/store-watch.ts';
import { replaceFlow, standing } from './store.ts';

/** A flow that stood on blocks which the chain replaced. */
export interface ReorgedFlow {
  readonly organisationId: string;
  readonly id: string;
  readonly payoutId: string | null;
  /** Block of the newest transfer of the seed; -1 for a seed on another chain. */
  readonly seedHeight: number;
}

/**
 * Traced flows that used blocks of the chain above the height, be it only behind a bridge or in what
 * was inferred from them and is withdrawn. Crosses tenants, and gives ids only.
 */
export async function reorgedFlows(
  database: Database,
  chain: ChainId,
  aboveHeight: number,
): Promise<ReorgedFlow[]> {
  return await database.system(async (tx) => {
    // What is withdrawn grows with the years: a flow is found by the accounts on it, which are indexed.
    const withdrawn = encodeJson(await withdrawnOn(tx, chain));
    const { rows } = await sql<ReorgedFlow>`
      select f.organisation_id as "organisationId", f.id, f.payout_id as "payoutId",
        case when f.result -> 'seed' ->> 'chain' = ${chain}
          then (f.result -> 'seed' ->> 'lastHeight')::bigint else -1 end as "seedHeight"
      from (
        select organisation_id, flow_id from flow_height
        where chain = ${chain} and to_height > ${aboveHeight}
        union
        select c.organisation_id, c.id
        from jsonb_to_recordset(${withdrawn}::jsonb) 
          as v(organisation uuid, account text, kind text, key text)
        join flow_account a on a.account_key = v.key and a.organisation_id = v.organisation
        join flow c on c.organisation_id = a.organisation_id and c.id = a.flow_id
          and c.state = 'traced' and c.result -> 'inputs' -> 'serviceVerdicts'
            @> jsonb_build_array(jsonb_build_object(
              'account', v.account, 'kind', v.kind, 'source', 'inferred'))
      ) touched
      join flow f on f.organisation_id = touched.organisation_id and f.id = touched.flow_id
      where f.state = 'traced'
        and ${standing}`.execute(tx);
    return rows;
  });
}

interface WithdrawnService {
  readonly organisation: string;
  readonly account: AccountId;
  readonly kind: string;
}

/**
 * Accounts of the chain that were taken for services, of which the last word is that they are none.
 * A transaction may still show one for a mixer or a bridge: that is another kind, and stands.
 */
async function withdrawnOn(tx: Transaction, chain: ChainId) {
  const { rows } = await sql<WithdrawnService>`
    select organisation_id as organisation, account, kind
    from (select distinct on (organisation_id, account) organisation_id, account, kind, withdrawn
          from service_verdict where ${ofChain(sql`account`, chain)}
          order by organisation_id, account, at desc) v
    where v.withdrawn`.execute(tx);
  return rows.map((row) => ({ ...row, key: accountKey(row.account) }));
}

/** Has flows that are just being followed begin anew where they looked at blocks above the height. */
export async function restartUnfinished(
  database: Database,
  chain: ChainId,
  aboveHeight: number,
): Promise<void> {
  await database.system((tx) =>
    sql`
      update flow set horizon = null, readings = '{}', wave = wave + 1, updated_at = now()
      where state in ('requested', 'reading')
        and (horizon -> 'trace' -> 'heights' ->> ${chain})::bigint > ${aboveHeight}`.execute(tx),
  );
}

/**
 * Takes a flow back. With `flowId` it is asked again under that id; without, its payment is gone:
 * the payout waits to be settled anew.
 */
export async function withdrawFlow(
  tx: Transaction,
  flow: Pick<ReorgedFlow, 'id'>,
  flowId: string | undefined,
): Promise<void> {
  await sql`update flow set state = 'withdrawn', updated_at = now() where id = ${flow.id}::uuid`.execute(
    tx,
  );
  await unwatchFlow(tx, flow.id);
  if (flowId === undefined) {
    await sql`
      update payout set flow_id = null, state = 'released', updated_at = now(),
        settlement = jsonb_set(settlement, '{state}', '"withdrawn"') - 'transferKey'
      where flow_id in (select id from flow where ${flow.id}::uuid in (id, replaces))`.execute(tx);
    return;
  }
  await replaceFlow(tx, flow.id, flowId);
}

/**
 * Withdraws a flow whose payment cannot be found any more although it was seen before, because the
 * flow took the place of one or follows a payout that was settled; that other one too. False for a
 * payment that was never seen, and for a flow that has come to an end.
 */
export async function withdrawVanished(tx: Transaction, flowId: string): Promise<boolean> {
  const { rows } = await sql<{ id: string; replaces: string | null }>`
    select id, replaces from flow
    where id = ${flowId}::uuid and state in ('requested', 'reading')
      and (replaces is not null or request -> 'seed' ->> 'kind' = 'payout')
    for update`.execute(tx);
  const [row] = rows;
  if (!row) return false;
  if (row.replaces) {
    await sql`
      update flow set state = 'withdrawn', updated_at = now()
      where id = ${row.replaces}::uuid and state = 'traced'`.execute(tx);
    await unwatchFlow(tx, row.replaces);
  }
  await withdrawFlow(tx, row, undefined);
  return true;
}
