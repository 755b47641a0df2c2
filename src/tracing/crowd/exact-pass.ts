import { noPot } from '../subgraph.ts';
import { CrowdEnds, type CrowdPass, type CrowdRequest } from './crowd-request.ts';
import { cleanLabel, LotPool } from './lot-pool.ts';

/**
 * One pass in doubles, exact while every sum of amounts is below 2^53. A pot that holds nothing
 * traced is a balance and no more; the others are queues. `seedOf` gives the seed that a transfer
 * starts in this pass, or -1; a seed whose transfer carries another seed already is deferred.
 */
export function exactPass(
  request: CrowdRequest,
  amounts: Float64Array,
  seedOf: Int32Array,
): CrowdPass {
  const pass = new ExactPass(request);
  const { count, from, to } = request.columns;
  for (let index = 0; index < count; index += 1) {
    // CAST: `index` is below the length of every column.
    const amount = amounts[index] as number;
    pass.debit(from[index] as number, amount);
    const seed = seedOf[index] as number;
    if (seed >= 0) pass.start(seed, amount);
    pass.credit(to[index] as number, amount);
  }
  return pass.finish();
}

class ExactPass {
  readonly #stops: Uint8Array;
  readonly #balance: Float64Array;
  /** How much of each pot is traced; 0 where the pot has no queue. */
  readonly #traced: Float64Array;
  readonly #pool: LotPool;
  readonly #ends = new CrowdEnds<number>((a, b) => a + b);
  readonly #deferred: number[] = [];
  readonly #lot = { label: cleanLabel, amount: 0 };
  /** Segments of the transfer at hand; none when it is all clean. */
  #labels = new Int32Array(64);
  #parts = new Float64Array(64);
  #carried = 0;

  constructor({ columns, openings, stops }: CrowdRequest) {
    this.#stops = stops;
    this.#balance = Float64Array.from(openings, Number);
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

  start(seed: number, amount: number): void {
    for (let part = 0; part < this.#carried; part += 1) {
      if (this.#labels[part] === cleanLabel) continue;
      this.#deferred.push(seed);
      return;
    }
    this.#carried = 0;
    this.#carry(seed, amount);
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
      if (!isStop) this.#pool.append(pot, label, amount);
      if (label === cleanLabel) continue;
      traced += amount;
      if (isStop) this.#ends.add(label, pot, amount);
    }
    if (!isStop) this.#traced[pot] = traced;
  }

  finish(): CrowdPass {
    for (const [pot, traced] of this.#traced.entries()) {
      if (traced === 0) continue;
      this.#pool.visit(pot, (label, amount) => {
        if (label !== cleanLabel) this.#ends.add(label, pot, amount);
      });
    }
    return { ends: this.#ends.toList(), deferred: this.#deferred };
  }
}
