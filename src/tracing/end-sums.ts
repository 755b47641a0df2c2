import type { EndpointKind } from '../domain/flow.ts';
import { nothingTraced, type TracedSum } from './attribution/segment.ts';

/** What came to each end of a trail, by kind and pot. Nothing is not kept. */
export class EndSums {
  readonly #sums = new Map<EndpointKind, Map<number, TracedSum>>();

  add(kind: EndpointKind, pot: number, sum: TracedSum): void {
    if (sum.tracedBase === 0n && sum.seedUnits === 0n) return;
    const byPot = this.#sums.get(kind) ?? new Map<number, TracedSum>();
    this.#sums.set(kind, byPot);
    const before = byPot.get(pot);
    const after = before && {
      tracedBase: before.tracedBase + sum.tracedBase,
      seedUnits: before.seedUnits + sum.seedUnits,
    };
    byPot.set(pot, after ?? sum);
  }

  get(kind: EndpointKind, pot: number): TracedSum {
    return this.#sums.get(kind)?.get(pot) ?? nothingTraced;
  }

  /** How many pots something ended in so. */
  potsOf(kind: EndpointKind): number {
    return this.#sums.get(kind)?.size ?? 0;
  }

  /** Told of each: a trace asks often, of thousands. */
  each(take: (kind: EndpointKind, pot: number, sum: TracedSum) => void): void {
    for (const [kind, byPot] of this.#sums) {
      byPot.forEach((sum, pot) => {
        take(kind, pot, sum);
      });
    }
  }
}
