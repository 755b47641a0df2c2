import type { Conversion } from '../domain/conversion.ts';
import type { Leg } from '../domain/leg.ts';
import type { BridgeDeparture, TransactionConversions } from './read-conversions.ts';

/** What is kept of a transaction that was read. */
export type KeptReading = Pick<TransactionConversions, 'swaps' | 'departures' | 'legs'>;

/** Fields that hold amounts: decimal strings in stored JSON. */
const amountFields = new Set(['amountBase', 'minimumBase']);

/** A reading as it was stored, with its amounts as bigint again. */
export function keptReading(stored: unknown): KeptReading {
  const { swaps, departures, legs } = withAmounts(stored) as {
    swaps: readonly Conversion[];
    departures: readonly BridgeDeparture[];
    legs: readonly Leg[];
  }; // CAST: written by `save` from such a reading; the column holds nothing else.
  return { swaps, departures, legs };
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
