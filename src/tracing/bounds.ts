import type { Bounds } from '../domain/flow.ts';
import type { Admission } from './admission.ts';
import { type EndNode, TimeExpandedNetwork } from './time-expanded.ts';
import type { ResolvedSeed, TraceWorld } from './trace-world.ts';

/** Which ends are asked about, as one. */
export type EndQuery = (end: EndNode) => boolean;

/**
 * Lower and upper amounts over all admissible attributions: each transfer carries 0 to its amount
 * and each pot 0 to its balance of traced value, in time order, and nothing is lost. The upper
 * amount of some ends is the maximum flow to them; the lower, the seed less the maximum flow to
 * all others. Exact without conversions; behind conversions both still hold, but need not be
 * tight. In seed units.
 */
export class BoundsOfTrace {
  readonly #expanded: TimeExpandedNetwork;
  readonly #seedBase: bigint;
  readonly #method: Bounds['method'];

  constructor(world: TraceWorld, seed: ResolvedSeed, admission: Admission) {
    this.#expanded = new TimeExpandedNetwork(world, seed, admission);
    this.#seedBase = seed.amountBase;
    const isConverted = admission.spread.window.some((index) =>
      world.conversions.sources.has(index),
    );
    this.#method = isConverted ? 'upper-only' : 'max-flow';
  }

  of(query: EndQuery): Bounds {
    return {
      lowerBase: this.#seedBase - this.#flowTo((end) => !query(end)),
      upperBase: this.#flowTo(query),
      method: this.#method,
    };
  }

  #flowTo(query: (end: EndNode) => boolean): bigint {
    const { network, ends, source, sink } = this.#expanded;
    for (const end of ends) network.setCapacity(end.edge, query(end) ? this.#seedBase : 0n);
    return network.maxFlow(source, sink);
  }
}
