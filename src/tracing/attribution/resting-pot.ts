import { WagetraceError } from '../../domain/errors.ts';
import type { PotLedger } from './pot-ledger.ts';
import { type Segment, type TracedSum, tracedSum } from './segment.ts';

/** A pot that pays nothing holds what came, in whatever order; or else traced value spreads to all. */
export class RestingPot implements PotLedger {
  readonly unexplainedBase = 0n;
  balanceBase: bigint;
  readonly #spreads: boolean;
  #tracedBase = 0n;
  #seedUnits = 0n;

  constructor(spreads: boolean, openingBase: bigint) {
    this.#spreads = spreads;
    this.balanceBase = openingBase;
  }

  get held(): TracedSum {
    const isSpread = this.#spreads && this.#tracedBase > 0n;
    const tracedBase = isSpread ? this.balanceBase : this.#tracedBase;
    return { tracedBase, seedUnits: this.#seedUnits };
  }

  credit(segments: readonly Segment[]): void {
    for (const { amountBase } of segments) this.balanceBase += amountBase;
    const { tracedBase, seedUnits } = tracedSum(segments);
    this.#tracedBase += tracedBase;
    this.#seedUnits += seedUnits;
  }

  /** Throws `tracing.resting-pot`: that nothing is paid was looked up before. */
  debit(): never {
    throw new WagetraceError('tracing.resting-pot', 'A pot that rests was debited');
  }
}
