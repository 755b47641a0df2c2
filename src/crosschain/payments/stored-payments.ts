import type { AccountId } from '../../domain/caip.ts';
import type { IncompleteReason } from '../../domain/completeness.ts';
import type { Payment } from '../../domain/payment.ts';
import type { StreamFact } from './streams.ts';

/** What is kept of a transaction that was read for payments. */
export interface PaymentReading {
  readonly payments: readonly Payment[];
  readonly streams: readonly StreamFact[];
}

export type TakenOutFact = Extract<StreamFact, { kind: 'taken-out' }>;

/** Who had streamed what was taken out, or why nobody can say so. */
export type TakenOutPayer = { readonly payer: AccountId } | { readonly why: IncompleteReason };

/** Fields that hold amounts: decimal strings in stored JSON. */
const amountFields = new Set(['amountBase', 'rateBase', 'depositedBase', 'burntBase']);

/** A reading as it was stored, with its amounts as bigint again. */
export function keptPayments(stored: unknown): PaymentReading {
  // CAST: written by `PaymentStore.save` from such a reading.
  return JSON.parse(JSON.stringify(stored), (name, value: unknown) =>
    amountFields.has(name) && typeof value === 'string' ? BigInt(value) : value,
  ) as PaymentReading;
}
