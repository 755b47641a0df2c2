import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import type { AssetId } from '../domain/caip.ts';
import type { Decision } from '../domain/decision.ts';
import { encodeJson } from '../domain/json.ts';
import type { StreamName } from '../domain/payment.ts';
import type {
  DeclaredAmount,
  Payout,
  PayoutMethod,
  PayoutState,
  PayoutWallet,
  Settlement,
} from '../domain/payroll.ts';
import type { PayoutError } from './payout-input.ts';
import { walletColumns } from './wallet-columns.ts';

/** True when the run is new; false when the organisation has one of that reference already. */
export async function insertPayRun(
  tx: Transaction,
  organisationId: string,
  run: { readonly id: string; readonly ref: string; readonly errors: readonly PayoutError[] },
): Promise<boolean> {
  const { rows } = await sql`
    insert into pay_run (organisation_id, id, ref, errors)
    values (${organisationId}::uuid, ${run.id}, ${run.ref}, ${encodeJson(run.errors)}::jsonb)
    on conflict (organisation_id, ref) do nothing returning id`.execute(tx);
  return rows.length > 0;
}

export async function insertPayouts(
  tx: Transaction,
  organisationId: string,
  payouts: readonly Payout[],
): Promise<void> {
  const rows = payouts.map((payout) => ({
    ...payout,
    ...walletColumns(payout.wallet),
  }));
  await sql`
    insert into payout (organisation_id, id, pay_run_id, ref, employer_ref, payee_ref, method, wallet,
      wallet_account, wallet_key, asset, amount_base, declared, payment_reference, stream, due_at, state, decision, screening_id)
    select ${organisationId}::uuid, r.id, r."payRunId", r.ref, r."employerRef", r."payeeRef", r.method,
      r.wallet, r.wallet_account, r.wallet_key, r.asset, r."amountBase"::numeric, r.declared,
      r."paymentReference", r.stream, r."dueAt", r.state,
      r.decision, r."screeningId"
    from jsonb_to_recordset(${encodeJson(rows)}::jsonb) as r(id uuid, "payRunId" uuid, ref text,
      "employerRef" text, "payeeRef" text, method text, wallet jsonb, wallet_account text,
      wallet_key text, asset text, "amountBase" text, declared jsonb, "paymentReference" text, stream jsonb, "dueAt" timestamptz, state text, decision text,
      "screeningId" uuid)`.execute(tx);
}

interface PayoutRow {
  readonly id: string;
  readonly pay_run_id: string;
  readonly ref: string;
  readonly employer_ref: string;
  readonly payee_ref: string;
  readonly method: PayoutMethod;
  readonly wallet: PayoutWallet | null;
  readonly asset: AssetId | null;
  readonly amount_base: string | null;
  readonly declared: DeclaredAmount | null;
  readonly payment_reference: string | null;
  readonly stream: StreamName | null;
  readonly due_at: Date | null;
  readonly state: PayoutState;
  readonly decision: Decision | null;
  readonly screening_id: string | null;
  readonly settlement: Settlement | null;
  readonly flow_id: string | null;
}

/** Amounts are decimal strings in stored JSON. */
function keptSettlement({ given, ...settlement }: Settlement): Settlement {
  return given
    ? { ...settlement, given: { ...given, amountBase: BigInt(given.amountBase) } }
    : settlement;
}

function toPayout(row: PayoutRow): Payout {
  return {
    id: row.id,
    payRunId: row.pay_run_id,
    ref: row.ref,
    employerRef: row.employer_ref,
    payeeRef: row.payee_ref,
    method: row.method,
    state: row.state,
    ...(row.wallet ? { wallet: row.wallet } : {}),
    ...(row.asset ? { asset: row.asset } : {}),
    ...(row.amount_base === null ? {} : { amountBase: BigInt(row.amount_base) }),
    ...(row.declared ? { declared: row.declared } : {}),
    ...(row.payment_reference ? { paymentReference: row.payment_reference } : {}),
    ...(row.stream ? { stream: row.stream } : {}),
    ...(row.due_at ? { dueAt: row.due_at.toISOString() } : {}),
    ...(row.decision ? { decision: row.decision } : {}),
    ...(row.screening_id ? { screeningId: row.screening_id } : {}),
    ...(row.settlement ? { settlement: keptSettlement(row.settlement) } : {}),
    ...(row.flow_id ? { flowId: row.flow_id } : {}),
  };
}

/** Reads one payout and locks it until the transaction ends. */
export async function lockPayout(tx: Transaction, id: string): Promise<Payout | undefined> {
  const { rows } = await sql<PayoutRow>`
    select * from payout where id = ${id}::uuid for update`.execute(tx);
  return rows[0] && toPayout(rows[0]);
}

export async function findPayout(tx: Transaction, id: string): Promise<Payout | undefined> {
  const { rows } = await sql<PayoutRow>`select * from payout where id = ${id}::uuid`.execute(tx);
  return rows[0] && toPayout(rows[0]);
}

/** Payouts that go to the account, newest first, at most `limit`. */
export async function payoutsTo(tx: Transaction, key: string, limit: number): Promise<Payout[]> {
  const { rows } = await sql<PayoutRow>`
    select * from payout where wallet_key = ${key} order by id desc limit ${limit}`.execute(tx);
  return rows.map(toPayout);
}

export async function savePayout(tx: Transaction, payout: Payout): Promise<void> {
  await sql`
    update payout set state = ${payout.state}, decision = ${payout.decision ?? null},
      screening_id = ${payout.screeningId ?? null}::uuid, flow_id = ${payout.flowId ?? null}::uuid,
      settlement = ${payout.settlement ? encodeJson(payout.settlement) : null}::jsonb,
      settlement_tx = ${payout.settlement?.tx ?? null}, updated_at = now()
    where id = ${payout.id}::uuid`.execute(tx);
}

/**
 * Which of these transfers have settled a payout already. Whoever else asks about one of them waits
 * until this transaction ends, so that two payouts that fit it equally are settled one by one.
 */
export async function settledKeys(tx: Transaction, keys: readonly string[]): Promise<Set<string>> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(key, 0))
    from (select unnest(${keys}::text[]) as key order by 1) sorted`.execute(tx);
  const { rows } = await sql<{ key: string }>`
    select settlement ->> 'transferKey' as key from payout
    where settlement ->> 'transferKey' = any(${keys})`.execute(tx);
  return new Set(rows.map((row) => row.key));
}
