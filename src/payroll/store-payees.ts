import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import { type AccountId, accountId } from '../domain/caip.ts';
import { encodeJson } from '../domain/json.ts';
import type { Employer, Payee, PayoutWallet } from '../domain/payroll.ts';
import { walletColumns } from './wallet-columns.ts';

/** Creates or changes employers; what is not given stays as it is, and a new name is the reference. */
export async function upsertEmployers(
  tx: Transaction,
  organisationId: string,
  employers: readonly {
    readonly ref: string;
    readonly name?: string | undefined;
    readonly country?: string | undefined;
    readonly payerAccounts?: readonly string[] | undefined;
  }[],
): Promise<void> {
  if (employers.length === 0) return;
  await sql`
    insert into employer (organisation_id, ref, name, country, payer_accounts)
    select ${organisationId}::uuid, r.ref,
           coalesce(r.name, (select name from employer e where e.ref = r.ref), r.ref), r.country,
           coalesce(array(select jsonb_array_elements_text(r."payerAccounts")), '{}')
    from jsonb_to_recordset(${encodeJson(employers)}::jsonb)
      as r(ref text, name text, country text, "payerAccounts" jsonb)
    on conflict (organisation_id, ref) do update set name = excluded.name,
      country = coalesce(excluded.country, employer.country), updated_at = now(),
      payer_accounts = case when excluded.payer_accounts = '{}' then employer.payer_accounts
                            else excluded.payer_accounts end`.execute(tx);
}

export async function findEmployer(tx: Transaction, ref: string): Promise<Employer | undefined> {
  const row = await tx.selectFrom('employer').selectAll().where('ref', '=', ref).executeTakeFirst();
  if (!row) return undefined;
  return {
    ref: row.ref,
    name: row.name,
    ...(row.country === null ? {} : { country: row.country }),
    payerAccounts: row.payer_accounts.map(accountId),
  };
}

export async function findPayees(
  tx: Transaction,
  refs: readonly string[],
): Promise<Map<string, Payee>> {
  const { rows } = await sql<{
    ref: string;
    employer_ref: string;
    name: string;
    country: string | null;
    date_of_birth: string | null;
    start_date: string | null;
    attribute_hashes: Payee['attributeHashes'];
    wallet: PayoutWallet | null;
  }>`select * from payee where ref = any(${refs})`.execute(tx);
  return new Map(
    rows.map((row) => [
      row.ref,
      {
        ref: row.ref,
        employerRef: row.employer_ref,
        name: row.name,
        attributeHashes: row.attribute_hashes,
        ...(row.country === null ? {} : { country: row.country }),
        ...(row.date_of_birth === null ? {} : { dateOfBirth: row.date_of_birth }),
        ...(row.start_date === null ? {} : { startDate: row.start_date }),
        ...(row.wallet === null ? {} : { wallet: row.wallet }),
      },
    ]),
  );
}

/** Creates payees or replaces them whole. */
export async function upsertPayees(
  tx: Transaction,
  organisationId: string,
  payees: readonly Payee[],
): Promise<void> {
  if (payees.length === 0) return;
  const rows = payees.map((payee) => ({
    ...payee,
    ...walletColumns(payee.wallet),
  }));
  await sql`
    insert into payee (organisation_id, ref, employer_ref, name, country, date_of_birth, start_date,
                       attribute_hashes, wallet, wallet_account, wallet_key)
    select ${organisationId}::uuid, r.ref, r."employerRef", r.name, r.country, r."dateOfBirth",
           r."startDate", r."attributeHashes", r.wallet, r.wallet_account, r.wallet_key
    from jsonb_to_recordset(${encodeJson(rows)}::jsonb) as r(ref text, "employerRef" text, name text,
      country text, "dateOfBirth" text, "startDate" text, "attributeHashes" jsonb, wallet jsonb,
      wallet_account text, wallet_key text)
    on conflict (organisation_id, ref) do update set employer_ref = excluded.employer_ref,
      name = excluded.name, country = excluded.country, date_of_birth = excluded.date_of_birth,
      start_date = excluded.start_date, attribute_hashes = excluded.attribute_hashes,
      wallet = excluded.wallet, wallet_account = excluded.wallet_account,
      wallet_key = excluded.wallet_key, updated_at = now()`.execute(tx);
}

export interface WalletChange {
  readonly id: string;
  readonly payeeRef: string;
  readonly before?: PayoutWallet | undefined;
  readonly after?: PayoutWallet | undefined;
  readonly actor: string;
  readonly at: string;
}

export async function insertWalletChanges(
  tx: Transaction,
  organisationId: string,
  changes: readonly WalletChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    insert into wallet_change (organisation_id, id, payee_ref, before, after, actor, at)
    select ${organisationId}::uuid, r.id, r."payeeRef", r.before, r.after, r.actor, r.at
    from jsonb_to_recordset(${encodeJson(changes)}::jsonb) as r(id uuid, "payeeRef" text,
      before jsonb, after jsonb, actor text, at timestamptz)`.execute(tx);
}

/** A payee who is paid to a wallet now, or was until a change. */
export interface LinkedPayee {
  readonly ref: string;
  readonly employerRef: string;
  readonly name: string;
  readonly current: boolean;
}

/** Payees of the tenant whose wallet the account is or was, by reference, at most `limit`. */
export async function payeesOfWallet(
  tx: Transaction,
  account: AccountId,
  key: string,
  limit: number,
): Promise<LinkedPayee[]> {
  const { rows } = await sql<LinkedPayee>`
    select ref, employer_ref as "employerRef", name, coalesce(wallet_key = ${key}, false) as current
    from payee p
    where wallet_key = ${key} or exists (select from wallet_change c where c.payee_ref = p.ref
      and ${account} in (c.before ->> 'account', c.after ->> 'account'))
    order by ref limit ${limit}`.execute(tx);
  return rows;
}
