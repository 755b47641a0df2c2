import type { Payment } from '../../domain/payment.ts';
import type { StreamFact } from './streams.ts';

/** What is kept of a transaction that was read for payments. */
export interface PaymentReading {
  readonly payments: readonly Payment[];
  readonly streams: readonly StreamFact[];
}

/** Fields that hold amounts: decimal strings in stored JSON. */
const amountFields = new Set(['amountBase', 'rateBase', 'depositedBase']);

/** A reading as it was stored, with its amounts as bigint again. */
export function keptPayments(stored: unknown): PaymentReading {
  // CAST: written by `PaymentStore.save` from such a reading.
  return JSON.parse(JSON.stringify(stored), (name, value: unknown) =>
    amountFields.has(name) && typeof value === 'string' ? BigInt(value) : value,
  ) as PaymentReading;
}
