import type { TransferColumns } from '../subgraph.ts';

/** Thousands of seeds at once, first in first out, over columns and without limits. */
export interface CrowdRequest {
  readonly columns: TransferColumns;
  /** Clean opening balance of each pot. */
  readonly openings: readonly bigint[];
  /** Index of the transfer of each seed. */
  readonly seeds: Uint32Array;
  /** 1 for a pot where every trail ends. */
  readonly stops: Uint8Array;
}

/** What of one seed ended or rests in one pot. */
export interface CrowdEnd {
  readonly seed: number;
  readonly pot: number;
  readonly amountBase: bigint;
}

/** What one pass over the transfers found, and the seeds that it must leave to another pass. */
export interface CrowdPass {
  /** By seed, then pot. */
  readonly ends: readonly CrowdEnd[];
  readonly deferred: readonly number[];
}

/** Sums amounts by seed and pot. */
export class CrowdEnds<Amount extends number | bigint> {
  readonly #bySeed = new Map<number, Map<number, Amount>>();
  readonly #plus: (a: Amount, b: Amount) => Amount;

  constructor(plus: (a: Amount, b: Amount) => Amount) {
    this.#plus = plus;
  }

  add(seed: number, pot: number, amount: Amount): void {
    let byPot = this.#bySeed.get(seed);
    if (!byPot) {
      byPot = new Map();
      this.#bySeed.set(seed, byPot);
    }
    const known = byPot.get(pot);
    byPot.set(pot, known === undefined ? amount : this.#plus(known, amount));
  }

  toList(): CrowdEnd[] {
    const ends: CrowdEnd[] = [];
    for (const [seed, byPot] of this.#bySeed) {
      for (const [pot, amount] of byPot) ends.push({ seed, pot, amountBase: BigInt(amount) });
    }
    return ends;
  }
}
