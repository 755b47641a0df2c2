import { noPot } from '../subgraph.ts';
import type { CrowdEnd, CrowdRequest } from './crowd-request.ts';
import { LabelSets } from './label-sets.ts';
import { cleanLabel, LotPool } from './lot-pool.ts';

/** Columns and openings in doubles: exact while their sum is below 2^53. */
export interface ExactAmounts {
  readonly amounts: Float64Array;
  readonly openings: Float64Array;
}

/**
 * One pass over the transfers in doubles. A pot that holds nothing traced is a balance and no
 * more; the others are queues of labelled lots.
 */
export function exactPass(request: CrowdRequest, { amounts, openings }: ExactAmounts): CrowdEnd[] {
  const { columns, seeds } = request;
  const { count, from, to } = columns;
  const labels = new LabelSets(seeds.length);
  const starts = new Int32Array(count).fill(cleanLabel);
  for (const [seed, index] of seeds.entries()) {
    const before = starts[index] ?? cleanLabel;
    starts[index] = before === cleanLabel ? seed : labels.union(before, seed);
  }
  const pass = new ExactPass(request, openings, labels);
  for (let index = 0; index < count; index += 1) {
    // CAST: `index` is below the length of every column.
    const amount = amounts[index] as number;
    pass.debit(from[index] as number, amount);
    const label = starts[index] as number;
    if (label !== cleanLabel) pass.start(label, amount);
    pass.credit(to[index] as number, amount);
  }
  return pass.ends();
}

class ExactPass {
  readonly #stops: Uint8Array;
  readonly #labelSets: LabelSets;
  readonly #balance: Float64Array;
  /** How much of each pot is traced; 0 where the pot has no queue. */
  readonly #traced: Float64Array;
  readonly #pool: LotPool;
  /** By pot, then label. */
  readonly #ended = new Map<number, Map<number, number>>();
  readonly #lot = { label: cleanLabel, amount: 0 };
  /** Segments of the transfer at hand; none when it is all clean. */
  #labels = new Int32Array(64);
  #parts = new Float64Array(64);
  #carried = 0;

  constructor({ columns, stops }: CrowdRequest, openings: Float64Array, labelSets: LabelSets) {
    this.#stops = stops;
    this.#labelSets = labelSets;
    this.#balance = openings.slice();
    this.#traced = new Float64Array(columns.potCount);
    this.#pool = new LotPool(columns.potCount);
  }

  debit(pot: number, amount: number): void {
    this.#carried = 0;
    if (pot === noPot) return;
    const held = this.#balance[pot] as number; // CAST: pots are below the number of pots.
    this.#balance[pot] = held > amount ? held - amount : 0;
    if (this.#traced[pot] !== 0) this.#serve(pot, amount);
  }

  #serve(pot: number, amount: number): void {
    const lot = this.#lot;
    let traced = this.#traced[pot] as number; // CAST: pots are below the number of pots.
    let left = amount;
    while (left > 0 && this.#pool.serve(pot, left, lot)) {
      left -= lot.amount;
      if (lot.label !== cleanLabel) traced -= lot.amount;
      this.#carry(lot.label, lot.amount);
    }
    // Above the known balance: a clean credit of this moment, which is served last.
    if (left > 0) this.#carry(cleanLabel, left);
    if (this.#carried === 1 && this.#labels[0] === cleanLabel) this.#carried = 0;
    this.#traced[pot] = traced;
    if (traced === 0) this.#pool.clear(pot);
  }

  #carry(label: number, amount: number): void {
    if (this.#carried === this.#labels.length) {
      const [labels, parts] = [this.#labels, this.#parts];
      this.#labels = new Int32Array(labels.length * 2);
      this.#parts = new Float64Array(labels.length * 2);
      this.#labels.set(labels);
      this.#parts.set(parts);
    }
    this.#labels[this.#carried] = label;
    this.#parts[this.#carried] = amount;
    this.#carried += 1;
  }

  /** The transfer at hand starts a seed: all of it, whatever of other seeds it carries. */
  start(label: number, amount: number): void {
    if (this.#carried === 0) this.#carry(label, amount);
    else {
      for (let part = 0; part < this.#carried; part += 1) {
        const before = this.#labels[part] as number; // CAST: below the number of segments.
        this.#labels[part] = before === cleanLabel ? label : this.#labelSets.union(before, label);
      }
    }
  }

  credit(pot: number, amount: number): void {
    const before = this.#balance[pot] as number; // CAST: pots are below the number of pots.
    this.#balance[pot] = before + amount;
    if (this.#carried > 0) this.#append(pot, before);
    else if (this.#traced[pot] !== 0) this.#pool.append(pot, cleanLabel, amount);
  }

  #append(pot: number, before: number): void {
    const isStop = this.#stops[pot] === 1;
    let traced = this.#traced[pot] as number; // CAST: pots are below the number of pots.
    if (traced === 0 && before > 0 && !isStop) this.#pool.append(pot, cleanLabel, before);
    for (let part = 0; part < this.#carried; part += 1) {
      const label = this.#labels[part] as number; // CAST: below the number of segments.
      const amount = this.#parts[part] as number; // CAST: as above.
      if (isStop) this.#end(pot, label, amount);
      else this.#pool.append(pot, label, amount);
      if (label !== cleanLabel) traced += amount;
    }
    if (!isStop) this.#traced[pot] = traced;
  }

  #end(pot: number, label: number, amount: number): void {
    if (label === cleanLabel) return;
    let byLabel = this.#ended.get(pot);
    if (!byLabel) {
      byLabel = new Map();
      this.#ended.set(pot, byLabel);
    }
    byLabel.set(label, (byLabel.get(label) ?? 0) + amount);
  }

  /** What rests in the pots joins what ended; each label counts for all its seeds. */
  ends(): CrowdEnd[] {
    for (let pot = 0; pot < this.#traced.length; pot += 1) {
      if (this.#traced[pot] === 0) continue;
      this.#pool.visit(pot, (label, amount) => this.#end(pot, label, amount));
    }
    const ends: CrowdEnd[] = [];
    for (const [pot, byLabel] of this.#ended) {
      const bySeed = new Map<number, number>();
      for (const [label, amount] of byLabel) {
        for (const seed of this.#labelSets.seedsOf(label)) {
          bySeed.set(seed, (bySeed.get(seed) ?? 0) + amount);
        }
      }
      for (const [seed, amount] of bySeed) ends.push({ seed, pot, amountBase: BigInt(amount) });
    }
    return ends;
  }
}
