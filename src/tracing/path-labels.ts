import type { Admission } from './admission.ts';
import { amountAt } from './amount-column.ts';
import type { PlannedConversion } from './conversion-plan.ts';
import { lesser } from './lesser.ts';
import { noPot } from './subgraph.ts';
import { endOfTransfer, type ResolvedSeed, type TraceWorld } from './trace-world.ts';
import { openingAt } from './walked-pot.ts';

/** How one transfer of the window is reached from the seed. Places are positions in the window. */
export interface PathLabel {
  /** The transfer before it on the way that arrives first; -1 at the seed. */
  readonly earliestPrevious: number;
  /** The transfer before it on the way whose least width is greatest. */
  readonly widestPrevious: number;
  /** Least width on that way, this transfer included. */
  readonly width: bigint;
}

/** The ways into a pot or a conversion, since it was last empty. */
interface WaysIn {
  balanceBase: bigint;
  /** Place of the first credit; undefined while nothing traced is in it. */
  first: number | undefined;
  widest: number;
  width: bigint;
}

/**
 * Labels every transfer that a way in time order reaches. A pot that was emptied forgets its ways
 * in. `widthAt` gives what a transfer can carry; nothing goes over a width of 0.
 */
export function labelPaths(
  world: TraceWorld,
  seed: ResolvedSeed,
  admission: Admission,
  widthAt: (place: number) => bigint,
): readonly (PathLabel | undefined)[] {
  const run = new PathLabelling(world, seed, admission);
  return Array.from(admission.spread.window, (index, place) =>
    run.label(index, place, widthAt(place)),
  );
}

class PathLabelling {
  readonly #world: TraceWorld;
  readonly #seed: ResolvedSeed;
  readonly #admission: Admission;
  readonly #seeded: ReadonlySet<number>;
  readonly #pots = new Map<number, WaysIn>();
  readonly #conversions = new Map<PlannedConversion, WaysIn>();

  constructor(world: TraceWorld, seed: ResolvedSeed, admission: Admission) {
    this.#world = world;
    this.#seed = seed;
    this.#admission = admission;
    this.#seeded = new Set(seed.transfers);
  }

  /** Takes the transfers of the window in order. */
  label(index: number, place: number, width: bigint): PathLabel | undefined {
    const way = this.#leave(index, width);
    const label = this.#seeded.has(index)
      ? { earliestPrevious: -1, widestPrevious: -1, width }
      : way;
    const usable = label && label.width > 0n ? label : undefined;
    this.#arrive(index, place, usable);
    return usable;
  }

  #leave(index: number, width: bigint): PathLabel | undefined {
    const { graph, conversions } = this.#world;
    const plan = conversions.legs.get(index);
    const ways = plan ? this.#conversions.get(plan) : this.#pots.get(graph.from[index] ?? noPot);
    if (!ways) return undefined;
    const { first, widest } = ways;
    const least = lesser(ways.width, width);
    if (!plan) {
      ways.balanceBase -= lesser(amountAt(graph.amount, index), ways.balanceBase);
      if (ways.balanceBase === 0n) Object.assign(ways, { first: undefined, width: 0n });
    }
    if (first === undefined) return undefined;
    return { earliestPrevious: first, widestPrevious: widest, width: least };
  }

  #arrive(index: number, place: number, label: PathLabel | undefined): void {
    const { graph, conversions } = this.#world;
    const end = endOfTransfer(this.#world, this.#seed, index);
    const plan = end === 'sanctioned' ? undefined : conversions.sources.get(index);
    const ways = plan ? this.#waysOf(plan) : this.#potAt(graph.to[index] ?? noPot, index);
    if (!ways) return;
    ways.balanceBase += amountAt(graph.amount, index);
    if (!label || (end && !plan)) return;
    ways.first ??= place;
    if (label.width > ways.width) Object.assign(ways, { widest: place, width: label.width });
  }

  #waysOf(plan: PlannedConversion): WaysIn {
    const ways = this.#conversions.get(plan) ?? noWaysIn(0n);
    this.#conversions.set(plan, ways);
    return ways;
  }

  #potAt(pot: number, index: number): WaysIn | undefined {
    const known = this.#pots.get(pot);
    if (known) return known;
    const openingBase = openingAt(this.#world, this.#admission, pot, index);
    if (openingBase === undefined) return undefined;
    const ways = noWaysIn(openingBase);
    this.#pots.set(pot, ways);
    return ways;
  }
}

function noWaysIn(balanceBase: bigint): WaysIn {
  return { balanceBase, first: undefined, widest: -1, width: 0n };
}

/** The places of the way to a transfer, seed first. */
export function wayTo(
  labels: readonly (PathLabel | undefined)[],
  place: number,
  rule: 'earliestPrevious' | 'widestPrevious',
): number[] {
  const way: number[] = [];
  for (let at = place; at >= 0; at = labels[at]?.[rule] ?? -1) way.push(at);
  return way.reverse();
}
