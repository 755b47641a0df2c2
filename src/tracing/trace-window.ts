import type { Admission } from './admission.ts';
import { noPot } from './subgraph.ts';
import { balanceBefore, type TraceWorld } from './trace-world.ts';

/** Stands where a side of a transfer is no walked pot. */
export const notWalked = -1;

/**
 * The transfers that matter to a seed, with the walked pots on their sides numbered 0, 1, 2, …, so
 * that what is kept of each pot stands in an array and not in a table that is searched for every
 * transfer, method and figure.
 */
export class TraceWindow {
  /** Walked pots, by their numbers here. */
  readonly pots: readonly number[];
  /** By place in the window: the number of the walked pot that pays, and of the one that is paid. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** By number: 1 for a pot that pays nothing from its first gain on. */
  readonly rests: Uint8Array;
  readonly #firstIndex: Float64Array;
  readonly #world: TraceWorld;

  constructor(world: TraceWorld, { spread, walked }: Admission) {
    this.#world = world;
    const { window, gains, resting } = spread;
    const pots = [...walked];
    const numbers = new Map<number, number>();
    for (let number = 0; number < pots.length; number += 1) numbers.set(pots[number] ?? 0, number);
    this.pots = pots;
    this.from = new Int32Array(window.length);
    this.to = new Int32Array(window.length);
    const { from, to } = world.graph;
    for (let place = 0; place < window.length; place += 1) {
      const index = window[place] ?? 0;
      this.from[place] = numbers.get(from[index] ?? noPot) ?? notWalked;
      this.to[place] = numbers.get(to[index] ?? noPot) ?? notWalked;
    }
    this.rests = Uint8Array.from(pots, (pot) => (resting.has(pot) ? 1 : 0));
    this.#firstIndex = Float64Array.from(
      pots,
      (pot) => gains.get(pot)?.firstIndex ?? Number.POSITIVE_INFINITY,
    );
  }

  /**
   * The clean balance with which a walked pot is opened when a transfer credits it. Undefined before
   * its first gain, when all in it is clean.
   */
  openingAt(number: number, index: number): bigint | undefined {
    const firstIndex = this.#firstIndex[number] ?? 0;
    if (index < firstIndex) return undefined;
    return balanceBefore(this.#world, this.pots[number] ?? noPot, firstIndex);
  }
}
