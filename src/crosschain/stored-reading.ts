import type { Leg } from '../domain/leg.ts';
import type { TransactionConversions } from './read-conversions.ts';

/** What is kept of a transaction that was read. */
export type KeptReading = Pick<TransactionConversions, 'swaps' | 'departures' | 'legs' | 'mixers'>;

/** Fields that hold amounts: decimal strings in stored JSON. */
const amountFields = new Set(['amountBase', 'minimumBase', 'feeBase']);

/** A reading as it was stored, with its amounts as bigint again. */
export function keptReading(stored: unknown): KeptReading {
  return withAmounts(stored) as KeptReading; // CAST: written by `save` from such a reading.
}

/** A leg as it was stored. */
export function keptLeg(stored: unknown): Leg {
  return withAmounts(stored) as Leg; // CAST: written by `save` from a Leg.
}

function withAmounts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withAmounts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) =>
      amountFields.has(name) && typeof item === 'string'
        ? [name, BigInt(item)]
        : [name, withAmounts(item)],
    ),
  );
}
