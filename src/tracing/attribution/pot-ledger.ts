import { WagetraceError } from '../../domain/errors.ts';
import type { AttributionMethod } from '../../domain/flow.ts';
import { OrderedPot } from './ordered-pot.ts';
import { cleanFirst, haircut, PooledPot, poison, tracedFirst } from './pooled-pot.ts';
import type { Segment, TracedSum } from './segment.ts';

/** What one pot of an account ledger holds under one method, for one seed. */
export interface PotLedger {
  readonly balanceBase: bigint;
  /** What of the balance is traced. */
  readonly held: TracedSum;
  /** Takes in a transfer's segments, in order. */
  credit(segments: readonly Segment[]): void;
  /** Serves an amount. What exceeds the balance is first credited, clean: see `unexplainedBase`. */
  debit(amountBase: bigint): readonly Segment[];
  /** Sum of the clean credits that debits above the known balance called for. */
  readonly unexplainedBase: bigint;
}

/** Opens a pot with its clean opening balance. Throws `tracing.bad-method` for tiho and tilo. */
export function openPot(method: AttributionMethod, openingBase: bigint): PotLedger {
  switch (method) {
    case 'fifo':
    case 'lifo':
      return new OrderedPot(method, openingBase);
    case 'haircut':
      return new PooledPot(haircut, openingBase);
    case 'poison':
      return new PooledPot(poison, openingBase);
    case 'traced-first':
      return new PooledPot(tracedFirst, openingBase);
    case 'clean-first':
      return new PooledPot(cleanFirst, openingBase);
    default:
      throw new WagetraceError('tracing.bad-method', `${method} is a method of UTXO transactions`);
  }
}
