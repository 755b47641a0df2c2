import type { IncompleteReason } from '../domain/completeness.ts';
import { decodeAmounts } from '../domain/json.ts';
import type { Leg } from '../domain/leg.ts';
import type { TransactionConversions } from './read-conversions.ts';
import type { TransactionRecord } from './transaction-record.ts';

/** What is kept of a transaction that was read. */
export interface KeptReading
  extends Pick<
    TransactionConversions,
    'swaps' | 'departures' | 'legs' | 'mixers' | 'unattributed'
  > {
  /** What the source could not see of the transaction. */
  readonly lacks: readonly IncompleteReason[];
}

/** Fields that hold amounts: decimal strings in stored JSON. */
const amountFields = new Set(['amountBase', 'minimumBase', 'feeBase', 'gasPriceWei']);

/** A reading as it was stored, with its amounts as bigint again. */
export function keptReading(stored: unknown): KeptReading {
  return decodeAmounts(stored, amountFields) as KeptReading; // CAST: written by `save` from such a reading.
}

/** A leg as it was stored. */
export function keptLeg(stored: unknown): Leg {
  return decodeAmounts(stored, amountFields) as Leg; // CAST: written by `save` from a Leg.
}

/**
 * What is kept of a record: all of it, but for the coins of a UTXO transaction, which are stored
 * whole elsewhere.
 */
export function recordToKeep({ utxo: _utxo, ...record }: TransactionRecord): TransactionRecord {
  return record;
}

/** A record as it was stored. */
export function keptRecord(stored: unknown): TransactionRecord {
  return decodeAmounts(stored, amountFields) as TransactionRecord; // CAST: written by `save` from a record.
}
