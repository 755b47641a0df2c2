import type { Bounds } from '../domain/flow.ts';
import type { Admission } from './admission.ts';
import type { NetworkFlow } from './max-flow.ts';
import { type EndQuery, TimeExpandedNetwork } from './time-expanded.ts';
import type { TraceWindow } from './trace-window.ts';
import type { ResolvedSeed, TraceWorld } from './trace-world.ts';

/**
 * Lower and upper amounts over all admissible attributions: each transfer carries 0 to its amount
 * and each pot 0 to its balance of traced value, in time order, and nothing is lost. The upper
 * amount of some ends is the maximum flow to them; the lower, the seed less the maximum flow to
 * all others. Exact without conversions; behind conversions both still hold, but need not be
 * tight. In seed units.
 *
 * One maximum flow to all ends is made; each question turns it round as far as it can be: of what
 * reaches the ends that are asked about, what can go elsewhere is not sure, and what reaches the
 * others and can come to them is possible.
 */
export class BoundsOfTrace {
  readonly #expanded: TimeExpandedNetwork;
  readonly #flow: NetworkFlow;
  /** All that reaches ends: the seed, less what no way leads out of. */
  readonly #totalBase: bigint;
  readonly #seedBase: bigint;
  readonly #method: Bounds['method'];

  /** `isAsked` says of which ends `of` will be asked; of others it would tell nothing. */
  constructor(
    world: TraceWorld,
    seed: ResolvedSeed,
    admission: Admission,
    pots: TraceWindow,
    isAsked: EndQuery,
  ) {
    this.#expanded = new TimeExpandedNetwork(world, seed, admission, pots, isAsked);
    const { network, source, sink } = this.#expanded;
    this.#flow = network.emptyFlow();
    this.#totalBase = this.#flow.augment(source, sink);
    this.#seedBase = seed.amountBase;
    const isConverted = admission.spread.window.some((index) =>
      world.conversions.sources.has(index),
    );
    this.#method = isConverted ? 'upper-only' : 'max-flow';
  }

  of(query: EndQuery): Bounds {
    const { ends, source, sink } = this.#expanded;
    const flow = this.#flow;
    const edges = ends.filter(query).map(({ edge }) => edge);
    const reachedBase = sumOf(edges, (edge) => flow.over(edge));
    const elsewhereBase = flow.trial(edges, () =>
      sumOf(edges, (edge) => flow.augmentFromSource(flow.tailOf(edge), sink)),
    );
    const besidesBase = flow.trial(edges, () =>
      sumOf(
        edges,
        (edge) => flow.augment(sink, flow.tailOf(edge)) + flow.augment(source, flow.tailOf(edge)),
      ),
    );
    return {
      lowerBase: this.#seedBase - (this.#totalBase - reachedBase + elsewhereBase),
      upperBase: reachedBase + besidesBase,
      method: this.#method,
    };
  }
}

function sumOf(edges: readonly number[], baseOf: (edge: number) => bigint): bigint {
  return edges.reduce((sum, edge) => sum + baseOf(edge), 0n);
}
