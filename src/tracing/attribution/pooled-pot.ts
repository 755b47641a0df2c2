import { lesser } from '../lesser.ts';
import type { PotLedger } from './pot-ledger.ts';
import { pooledSegments, type Segment, type TracedSum, tracedSum } from './segment.ts';

/** The methods that keep no order inside a pot: what of a debit is traced, given the pot's state. */
export interface PoolRule {
  tracedOf(state: { amountBase: bigint; balanceBase: bigint; tracedBase: bigint }): bigint;
  /** Whether traced value makes the whole balance traced. */
  readonly spreads: boolean;
}

/** Pro rata: ⌊T·v/B⌋ leaves and the rest stays. */
export const haircut: PoolRule = {
  tracedOf: ({ amountBase, balanceBase, tracedBase }) => (tracedBase * amountBase) / balanceBase,
  spreads: false,
};

/** After any traced credit the whole balance, until it is 0. Does not conserve: it grows. */
export const poison: PoolRule = {
  tracedOf: ({ amountBase, tracedBase }) => (tracedBase > 0n ? amountBase : 0n),
  spreads: true,
};

export const tracedFirst: PoolRule = {
  tracedOf: ({ amountBase, tracedBase }) => lesser(amountBase, tracedBase),
  spreads: false,
};

/** The lowest intermediate balance rule: traced value leaves only when nothing else is left. */
export const cleanFirst: PoolRule = {
  tracedOf: ({ amountBase, balanceBase, tracedBase }) => {
    const fromTraced = amountBase - (balanceBase - tracedBase);
    return fromTraced > 0n ? fromTraced : 0n;
  },
  spreads: false,
};

/** A pot whose traced value is one lot. */
export class PooledPot implements PotLedger {
  balanceBase: bigint;
  unexplainedBase = 0n;
  #tracedBase = 0n;
  #seedUnits = 0n;
  readonly #rule: PoolRule;

  constructor(rule: PoolRule, openingBase: bigint) {
    this.#rule = rule;
    this.balanceBase = openingBase;
  }

  get held(): TracedSum {
    return { tracedBase: this.#tracedBase, seedUnits: this.#seedUnits };
  }

  credit(segments: readonly Segment[]): void {
    for (const segment of segments) this.balanceBase += segment.amountBase;
    const { tracedBase, seedUnits } = tracedSum(segments);
    this.#tracedBase += tracedBase;
    this.#seedUnits += seedUnits;
    this.#spread();
  }

  debit(amountBase: bigint): readonly Segment[] {
    if (amountBase > this.balanceBase) {
      this.unexplainedBase += amountBase - this.balanceBase;
      this.balanceBase = amountBase;
      this.#spread();
    }
    const state = { amountBase, balanceBase: this.balanceBase, tracedBase: this.#tracedBase };
    const tracedBase = this.#tracedBase > 0n ? this.#rule.tracedOf(state) : 0n;
    const seedUnits = tracedBase === 0n ? 0n : (this.#seedUnits * tracedBase) / this.#tracedBase;
    this.balanceBase -= amountBase;
    this.#tracedBase -= tracedBase;
    this.#seedUnits -= seedUnits;
    return pooledSegments(amountBase, { tracedBase, seedUnits });
  }

  #spread(): void {
    if (this.#rule.spreads && this.#tracedBase > 0n) this.#tracedBase = this.balanceBase;
  }
}
