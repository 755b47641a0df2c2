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
  /** Streams that move value without transfers, opened or changed in the transactions. */
  readonly untransferred: readonly PaymentStream[];
  /** Transactions that could not be looked at, and limits that were hit. */
  readonly reasons: readonly IncompleteReason[];
}

/** Who meant value for whom, whatever contract handed it on. */
export interface Payments {
  /**
   * Reads what is not known yet of the transactions, whole, into the ledger, and once. Throws as
   * `ChainSource` when a chain is asked and fails.
   */
  paymentsOf(
    organisationId: string,
    transactions: readonly TransactionRef[],
    signal: AbortSignal,
  ): Promise<PaymentsFound>;
  /** How a reference (hex) stands in `Payment.reference`: events carry its hash. */
  referenceHash(reference: string): string;
  /** Streams with transfers that these payers were seen to open. */
  streamsOf(payers: readonly AccountId[]): Promise<readonly PaymentStream[]>;
}
