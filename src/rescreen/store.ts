import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';
import type { AccountId, AssetId } from '../domain/caip.ts';
import type { Decision } from '../domain/decision.ts';
import type { PayoutMethod, PayoutState, Settlement } from '../domain/payroll.ts';

/** Every organisation. Crosses tenants, and gives ids only: one job is made for each. */
export async function everyOrganisation(database: Database): Promise<string[]> {
  const { rows } = await database.system((tx) =>
    sql<{ id: string }>`select id from organisation order by id`.execute(tx),
  );
  return rows.map((row) => row.id);
}

/** A payout whose wallet a change of list touches. */
export interface TouchedPayout {
  readonly id: string;
  readonly ref: string;
  readonly payeeRef: string;
  readonly employerRef: string;
  readonly state: PayoutState;
  readonly method: PayoutMethod;
  /** Null where the wallet is no readable address, or there is none. */
  readonly account: AccountId | null;
  /** The wallet as it was given. */
  readonly given: string | null;
  readonly memo: string | undefined;
  readonly asset: AssetId | null;
  readonly amountBase: string | null;
  readonly settlement: Settlement | null;
  readonly decision: Decision | null;
  readonly screeningId: string | null;
}

const payoutColumns = sql`
  id, ref, payee_ref as "payeeRef", employer_ref as "employerRef", state, method,
  wallet_account as account, wallet ->> 'given' as given, wallet ->> 'memo' as memo, asset,
  amount_base::text as "amountBase", settlement, decision, screening_id as "screeningId"`;

/** Payouts of the tenant to any of these wallets, past ones included, locked. */
export async function touchedPayouts(
  tx: Transaction,
  keys: readonly string[],
): Promise<TouchedPayout[]> {
  const { rows } = await sql<TouchedPayout>`
    select ${payoutColumns} from payout where wallet_key = any(${keys}) order by id for update`.execute(
    tx,
  );
  return rows;
}

/**
 * Payees of the tenant whose payouts stand on a likeness to these parties of a list, whether it was
 * dismissed or not.
 */
export async function payeesLikeParties(
  tx: Transaction,
  list: string,
  uids: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ payeeRef: string }>`
    select distinct p.payee_ref as "payeeRef" from payout p
      join screening s on s.organisation_id = p.organisation_id and s.id = p.screening_id
    where p.state <> 'rejected' and exists (
      select from jsonb_array_elements(s.facts -> 'names' -> 'matches') m
      where m ->> 'list' = ${list} and m ->> 'uid' = any(${uids}))
    order by 1`.execute(tx);
  return rows.map(({ payeeRef }) => payeeRef);
}

/**
 * Payouts of the tenant to these payees, past ones included, but those that were turned away;
 * locked, since what is done to them meanwhile would be undone.
 */
export async function payoutsOfPayees(
  tx: Transaction,
  payeeRefs: readonly string[],
): Promise<TouchedPayout[]> {
  const { rows } = await sql<TouchedPayout>`
    select ${payoutColumns} from payout
    where payee_ref = any(${payeeRefs}) and state <> 'rejected' order by id for update`.execute(tx);
  return rows;
}

/** The accounts that payouts to these payees go to, those that were turned away aside. */
export async function accountsPaid(
  tx: Transaction,
  payeeRefs: readonly string[],
): Promise<AccountId[]> {
  const { rows } = await sql<{ account: AccountId }>`
    select distinct wallet_account as account from payout
    where payee_ref = any(${payeeRefs}) and state <> 'rejected'
      and wallet_account is not null`.execute(tx);
  return rows.map(({ account }) => account);
}

export interface TouchedPayee {
  readonly ref: string;
  readonly account: AccountId;
}

/** Payees of the tenant who have one of these wallets now. */
export async function touchedPayees(
  tx: Transaction,
  keys: readonly string[],
): Promise<TouchedPayee[]> {
  const { rows } = await sql<TouchedPayee>`
    select ref, wallet_account as account from payee where wallet_key = any(${keys})
    order by ref`.execute(tx);
  return rows;
}

/** What a payout is after a rescreening: its newest screening, and blocked when it must be. */
export async function saveRescreened(
  tx: Transaction,
  id: string,
  after: { readonly screeningId: string; readonly decision: Decision; readonly state: PayoutState },
): Promise<void> {
  await sql`
    update payout set screening_id = ${after.screeningId}, decision = ${after.decision},
      state = ${after.state}, updated_at = now() where id = ${id}::uuid`.execute(tx);
}

/** No other flow took the place of flow `f`, or is about to: one that failed did not. */
export const standing = sql`
  not exists (select from flow later where later.organisation_id = f.organisation_id
    and later.replaces = f.id and later.state <> 'failed')`;

/**
 * Asks again for every flow that has any of these wallets on it, not only at its ends. The flow
 * before stays as it was; the ids of the new ones. A payout is led to its newest flow.
 */
export async function refollow(
  tx: Transaction,
  keys: readonly string[],
  newId: () => string,
): Promise<{ readonly flowId: string; readonly before: string }[]> {
  const { rows } = await sql<{ id: string }>`
    select f.id from flow f where f.state = 'traced'
      and exists (select from flow_account a where a.flow_id = f.id and a.account_key = any(${keys}))
      and ${standing}
    order by f.id`.execute(tx);
  const pairs = rows.map(({ id }) => ({ flowId: newId(), before: id }));
  for (const { flowId, before } of pairs) await replaceFlow(tx, before, flowId);
  return pairs;
}

/** Asks for a flow again under a new id; its payout is led to the newest one. */
export async function replaceFlow(tx: Transaction, before: string, flowId: string): Promise<void> {
  await sql`
    insert into flow (organisation_id, id, payout_id, request, state, replaces)
    select organisation_id, ${flowId}::uuid, payout_id, request, 'requested', id
    from flow where id = ${before}::uuid`.execute(tx);
  // A follow that failed may have taken its place already.
  await sql`
    update payout set flow_id = ${flowId}::uuid, updated_at = now(),
      state = case when state = 'followed' then 'following' else state end
    where flow_id in (select id from flow where ${before}::uuid in (id, replaces))`.execute(tx);
}
