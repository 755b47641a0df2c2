import { sql } from 'kysely';
import type { Transaction } from '../../database/database.ts';
import type { AccountId, AssetId, ChainId } from '../../domain/caip.ts';

/** A wage that was followed, and who was paid. */
export interface FollowedWage {
  readonly flowId: string;
  readonly payoutId: string;
  readonly payee: string;
  /** The wallet that was paid, and the payee's wallet now. */
  readonly wallets: readonly AccountId[];
  /** Salted HMACs by the name of the attribute. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The day it was due, or else was paid, YYYY-MM-DD. */
  readonly payday: string;
  readonly payer: AccountId;
  /** Block of the payment. */
  readonly height: number;
  readonly transfersDigest: string;
  /** Something on its way was not seen. */
  readonly incomplete: boolean;
  readonly seedBase: bigint;
}

/**
 * Wages of the tenant in one asset whose newest flow is traced, newest first, at most `limit`;
 * only those of `flowIds` when given.
 */
export async function followedWages(
  tx: Transaction,
  asset: AssetId,
  limit: number,
  flowIds: readonly string[] | undefined,
): Promise<FollowedWage[]> {
  const only = flowIds ? sql`f.id = any(${flowIds}::uuid[])` : sql`p.flow_id = f.id`;
  const { rows } = await sql<Omit<FollowedWage, 'seedBase'> & { readonly seedBase: string }>`
    select f.id as "flowId", p.id as "payoutId", p.payee_ref as payee,
      array_remove(array[p.wallet_account, y.wallet_account], null) as wallets,
      y.attribute_hashes as attributes,
      to_char(coalesce(p.due_at, (p.settlement ->> 'at')::timestamptz, f.created_at) at time zone 'UTC',
        'YYYY-MM-DD') as payday,
      f.result -> 'seed' ->> 'payer' as payer,
      (f.result -> 'seed' ->> 'lastHeight')::bigint as height,
      f.result -> 'seed' ->> 'amountBase' as "seedBase",
      f.result -> 'inputs' ->> 'transfersDigest' as "transfersDigest",
      f.result -> 'completeness' ->> 'state' = 'incomplete' as incomplete
    from flow f
    join payout p on p.organisation_id = f.organisation_id and p.id = f.payout_id
    join payee y on y.organisation_id = p.organisation_id and y.ref = p.payee_ref
    where f.state = 'traced' and f.result -> 'seed' ->> 'asset' = ${asset} and ${only}
    order by f.id desc limit ${limit}`.execute(tx);
  return rows.map((row) => ({ ...row, seedBase: BigInt(row.seedBase) }));
}

/** The last block that any of the tenant's traced wages in the asset was followed to; 0 for none. */
export async function lastFollowedHeight(
  tx: Transaction,
  chain: ChainId,
  asset: AssetId,
): Promise<number> {
  const { rows } = await sql<{ height: number | null }>`
    select max((f.result -> 'inputs' -> 'heights' -> ${chain} ->> 'toHeight')::bigint) as height
    from flow f where f.state = 'traced' and f.result -> 'seed' ->> 'asset' = ${asset}`.execute(tx);
  return rows[0]?.height ?? 0;
}

/** Accounts that the tenant's employers pay from. */
export async function payerAccounts(tx: Transaction): Promise<AccountId[]> {
  const { rows } = await sql<{ account: AccountId }>`
    select distinct unnest(payer_accounts) as account from employer`.execute(tx);
  return rows.map(({ account }) => account);
}
