import type { EndpointKind } from '../domain/flow.ts';
import { nothingTraced, type TracedSum } from './attribution/segment.ts';

/** What came to each end of a trail, by kind and pot. Nothing is not kept. */
export class EndSums {
  readonly #sums = new Map<EndpointKind, Map<number, TracedSum>>();

  add(kind: EndpointKind, pot: number, sum: TracedSum): void {
    if (sum.tracedBase === 0n && sum.seedUnits === 0n) return;
    const byPot = this.#sums.get(kind) ?? new Map<number, TracedSum>();
    this.#sums.set(kind, byPot);
    const before = byPot.get(pot) ?? nothingTraced;
    byPot.set(pot, {
      tracedBase: before.tracedBase + sum.tracedBase,
      seedUnits: before.seedUnits + sum.seedUnits,
    });
  }

  get(kind: EndpointKind, pot: number): TracedSum {
    return this.#sums.get(kind)?.get(pot) ?? nothingTraced;
  }

  *entries(): Iterable<readonly [EndpointKind, number, TracedSum]> {
    for (const [kind, byPot] of this.#sums) {
      for (const [pot, sum] of byPot) yield [kind, pot, sum];
    }
  }
}
