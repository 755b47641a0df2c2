import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';
import type { AccountId, AssetId } from '../domain/caip.ts';
import type { StreamName } from '../domain/payment.ts';

/** Payouts that one look takes in; the rest follow in the next. */
const unsettledMax = 5_000;
/** A payout that was not paid within this is no longer watched for. */
const watchedDays = 90;

/** A payout whose payment may be seen on chain. */
export interface UnsettledPayout {
  readonly id: string;
  readonly payers: readonly AccountId[];
  readonly account: AccountId;
  /** Undefined, like the amount, only beside a reference or stream. */
  readonly asset?: AssetId;
  readonly amountBase?: bigint;
  /** Hex, as declared. */
  readonly paymentReference?: string;
  readonly stream?: StreamName;
  /** The stream that an announced transaction opened. */
  readonly opened?: StreamName;
  /** Payments before this are none of it. ISO 8601 UTC. */
  readonly since: string;
}

/**
 * Waits for a payment that could be told by what it declares: asset and amount or a reference, from a
 * wallet of its employer, or a stream, whoever pays by it.
 */
const recognisable = sql`(p.settlement is null
    or p.settlement ->> 'state' in ('withdrawn', 'streaming'))
  and p.wallet_account is not null
  and (p.stream is not null or p.settlement ->> 'state' = 'streaming' or (e.payer_accounts <> '{}' and (p.payment_reference is not null
    or (p.asset is not null and p.amount_base is not null))))`;

/** Organisations that wait for a payment. Crosses tenants, and gives ids only. */
export async function organisationsAwaitingPayment(database: Database): Promise<string[]> {
  const { rows } = await database.system((tx) =>
    sql<{ id: string }>`
      select distinct p.organisation_id as id from payout p
      join employer e on e.organisation_id = p.organisation_id and e.ref = p.employer_ref
      where ${recognisable}
        and p.created_at > now() - make_interval(days => ${watchedDays})`.execute(tx),
  );
  return rows.map((row) => row.id);
}

/** The payouts of the tenant that wait for a payment which can be seen. */
export async function unsettledPayouts(tx: Transaction): Promise<UnsettledPayout[]> {
  const { rows } = await sql<{
    id: string;
    payers: AccountId[];
    account: AccountId;
    asset: AssetId | null;
    amount_base: string | null;
    payment_reference: string | null;
    stream: StreamName | null;
    opened: StreamName | null;
    since: Date;
  }>`
    select p.id, e.payer_accounts as payers, p.wallet_account as account, p.asset, p.amount_base,
      p.payment_reference, p.stream,
      case when p.settlement ->> 'state' = 'streaming' then p.settlement -> 'stream' end as opened,
      p.created_at - interval '1 day' as since
    from payout p join employer e on e.organisation_id = p.organisation_id and e.ref = p.employer_ref
    where ${recognisable}
      and p.created_at > now() - make_interval(days => ${watchedDays})
    order by p.id limit ${unsettledMax}`.execute(tx);
  return rows.map(({ asset, amount_base, payment_reference, stream, opened, since, ...row }) => ({
    ...{ ...row, since: since.toISOString() },
    ...(asset === null ? {} : { asset }),
    ...(amount_base === null ? {} : { amountBase: BigInt(amount_base) }),
    ...(payment_reference === null ? {} : { paymentReference: payment_reference }),
    ...(stream === null ? {} : { stream }),
    ...(opened === null ? {} : { opened }),
  }));
}
