import type { ContractStanding, Leg } from '../../domain/leg.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { ReadEvent } from '../event-reader.ts';
import type { TransactionRecord } from '../transaction-record.ts';
import type { BridgeRow } from './bridge-row.ts';

/** An event that a family reads. */
export interface EventSpec {
  /** Human-readable ABI; the topic is computed from it. */
  readonly abi: string;
  /** Group of contracts in the row that emits it; undefined when any contract may. */
  readonly group?: string;
}

export interface BridgeEvent extends ReadEvent {
  readonly standing: ContractStanding;
}

/** What a decoder reads: one transaction, one row, and the family's events in the order of logs. */
export interface BridgeContext {
  readonly record: TransactionRecord;
  readonly row: BridgeRow;
  readonly events: readonly BridgeEvent[];
  /** What the transaction moved, wrapping included, without fees, forgeries and zeros. */
  readonly moves: () => readonly Transfer[];
}

/**
 * A family of bridges: what `src/crosschain/bridges/<folder>/decode.ts` exports as `family`.
 * `decode` is pure; it may throw for values that no honest contract emits, and the transaction's
 * events are then reported as unreadable.
 */
export interface BridgeFamily {
  readonly events: readonly EventSpec[];
  /** True for transactions that may matter although none of the events is in them. */
  readonly concerns?: (record: TransactionRecord, row: BridgeRow) => boolean;
  decode(context: BridgeContext): readonly Leg[];
}
