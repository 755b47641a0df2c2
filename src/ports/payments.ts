import type { AccountId, AssetId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { Payment } from '../domain/payment.ts';
import type { TransactionRef } from './conversions.ts';

/** A contract pays its payee over time what its payer put in. */
export interface PaymentStream {
  readonly contract: AccountId;
  readonly payer: AccountId;
  readonly payee: AccountId;
  readonly asset: AssetId;
}

export interface PaymentsFound {
  /** Payments through contracts: batches, references, withdrawals from streams whose opening is known. */
  readonly payments: readonly Payment[];
  /** Transactions that could not be looked at, and limits that were hit. */
  readonly reasons: readonly IncompleteReason[];
}

/** Who meant value for whom, whatever contract handed it on. */
export interface Payments {
  /**
   * Reads what is not known yet of the transactions, whole, into the ledger, and once. Of super
   * tokens only what concerns these payees is looked into: anybody can write events of others.
   * Throws as `ChainSource` when a chain is asked and fails.
   */
  paymentsOf(
    organisationId: string,
    transactions: readonly TransactionRef[],
    payees: ReadonlySet<AccountId>,
    signal: AbortSignal,
  ): Promise<PaymentsFound>;
  /**
   * Streams to a payee that move value without transfers, which a transaction opened or changed.
   * Throws as `ChainSource`.
   */
  openedIn(
    transaction: TransactionRef,
    payee: AccountId,
    signal: AbortSignal,
  ): Promise<readonly PaymentStream[]>;
  /** How a reference (hex) stands in `Payment.reference`: events carry its hash. */
  referenceHash(reference: string): string;
  /** Streams with transfers that these payers were seen to open. */
  streamsOf(payers: readonly AccountId[]): Promise<readonly PaymentStream[]>;
}
