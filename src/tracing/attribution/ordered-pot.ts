import { lesser } from '../lesser.ts';
import { type Lot, lotOf, lotRest, takeBack, takeFront } from './lot.ts';
import type { PotLedger } from './pot-ledger.ts';
import { cleanSegment, type Segment, type TracedSum } from './segment.ts';

/** Served lots are forgotten once there are this many. */
const servedLotsMax = 64;

/** A pot that serves its lots in the order in which they came (fifo) or the reverse (lifo). */
export class OrderedPot implements PotLedger {
  balanceBase = 0n;
  unexplainedBase = 0n;
  readonly #order: 'fifo' | 'lifo';
  #lots: Lot[] = [];
  /** Index of the first lot that is not served (fifo). */
  #head = 0;

  constructor(order: 'fifo' | 'lifo', openingBase: bigint) {
    this.#order = order;
    this.#append(cleanSegment(openingBase));
  }

  get held(): TracedSum {
    let tracedBase = 0n;
    let seedUnits = 0n;
    for (let index = this.#head; index < this.#lots.length; index += 1) {
      const lot = this.#lots[index];
      if (!lot?.traced) continue;
      const rest = takeFront({ ...lot }, lotRest(lot));
      tracedBase += rest.amountBase;
      seedUnits += rest.seedUnits;
    }
    return { tracedBase, seedUnits };
  }

  credit(segments: readonly Segment[]): void {
    for (const segment of segments) this.#append(segment);
  }

  debit(amountBase: bigint): readonly Segment[] {
    if (amountBase > this.balanceBase) {
      const unexplained = amountBase - this.balanceBase;
      this.unexplainedBase += unexplained;
      this.#append(cleanSegment(unexplained));
    }
    this.balanceBase -= amountBase;
    const served: Segment[] = [];
    for (let left = amountBase; left > 0n; ) {
      const lot = this.#order === 'fifo' ? this.#lots[this.#head] : this.#lots.at(-1);
      if (!lot) break;
      const rest = lotRest(lot);
      const part = lesser(rest, left);
      served.push(this.#order === 'fifo' ? takeFront(lot, part) : takeBack(lot, part));
      left -= part;
      if (part === rest) this.#dropServed();
    }
    return served;
  }

  #append(segment: Segment): void {
    if (segment.amountBase === 0n) return;
    this.balanceBase += segment.amountBase;
    const last = this.#lots.length > this.#head ? this.#lots.at(-1) : undefined;
    if (last && !last.traced && !segment.traced) last.endBase += segment.amountBase;
    else this.#lots.push(lotOf(segment));
  }

  #dropServed(): void {
    if (this.#order === 'lifo') this.#lots.pop();
    else this.#head += 1;
    if (this.#head < servedLotsMax || this.#head * 2 < this.#lots.length) return;
    this.#lots = this.#lots.slice(this.#head);
    this.#head = 0;
  }
}
