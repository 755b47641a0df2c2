import type { AddedTransfers } from './added-transfers.ts';

/**
 * The numbers of transfers that move something, sorted as `compareTransfers` says. What was sorted
 * before is not sorted again: what came since is sorted and goes between.
 */
export class MovingOrder {
  readonly #added: AddedTransfers;
  #sorted = new Uint32Array(0);
  #came: number[] = [];

  constructor(added: AddedTransfers) {
    this.#added = added;
  }

  add(number: number): void {
    this.#came.push(number);
  }

  /** Takes all of them anew: some of them were given again. */
  restart(): void {
    this.#sorted = new Uint32Array(0);
    this.#came = [];
    for (let number = 0; number < this.#added.count; number += 1) {
      if (this.#added.isMoving(number)) this.#came.push(number);
    }
  }

  /** Not changed by what is added later. */
  sorted(): Uint32Array {
    if (this.#came.length > 0) {
      const came = Uint32Array.from(this.#came.sort(this.#added.compare));
      this.#came = [];
      this.#sorted = this.#merged(this.#sorted, came);
    }
    return this.#sorted;
  }

  #merged(one: Uint32Array, other: Uint32Array) {
    const all = new Uint32Array(one.length + other.length);
    let next = 0;
    let at = 0;
    for (const number of one) {
      while (next < other.length && this.#added.compare(number, other[next] ?? 0) > 0) {
        all[at++] = other[next++] ?? 0;
      }
      all[at++] = number;
    }
    all.set(other.subarray(next), at);
    return all;
  }
}
