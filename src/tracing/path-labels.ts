import type { Admission } from './admission.ts';
import { amountAt } from './amount-column.ts';
import type { PlannedConversion } from './conversion-plan.ts';
import { lesser } from './lesser.ts';
import { noPot } from './subgraph.ts';
import { balanceBefore, type ResolvedSeed, type TraceWorld } from './trace-world.ts';

/** How one transfer of the window is reached from the seed. Places are positions in the window. */
export interface PathLabel {
  /** The transfer before it on the way that arrives first; -1 at the seed. */
  readonly earliestPrevious: number;
  /** The transfer before it on the way whose least width is greatest. */
  readonly widestPrevious: number;
  /** Least width on that way, this transfer included. */
  readonly width: bigint;
}

/** The ways into a pot since it was last empty. */
interface WaysIn {
  balanceBase: bigint;
  first: number;
  widest: number;
  width: bigint;
}

const noWay = -2;

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
  const { graph, conversions } = world;
  const { window, gains } = admission.spread;
  const seeded = new Set(seed.transfers);
  const pots = new Map<number, WaysIn>();
  const converting = new Map<PlannedConversion, WaysIn>();
  const labels: (PathLabel | undefined)[] = [];

  const leave = (index: number, width: bigint): PathLabel | undefined => {
    const plan = conversions.legs.get(index);
    const pot = graph.from[index] ?? noPot;
    const ways = plan ? converting.get(plan) : pots.get(pot);
    if (ways && !plan) ways.balanceBase -= lesser(amountAt(graph.amount, index), ways.balanceBase);
    const label =
      ways && ways.first !== noWay && width > 0n
        ? {
            earliestPrevious: ways.first,
            widestPrevious: ways.widest,
            width: lesser(ways.width, width),
          }
        : undefined;
    if (ways && !plan && ways.balanceBase === 0n) Object.assign(ways, { first: noWay, width: 0n });
    return label;
  };
  const arrive = (index: number, place: number, label: PathLabel | undefined): void => {
    const pot = graph.to[index] ?? noPot;
    const plan = conversions.sources.get(index);
    const firstIndex = gains.get(pot)?.firstIndex ?? Number.POSITIVE_INFINITY;
    if (!plan && (!admission.walked.has(pot) || index < firstIndex)) return;
    const ways = (plan ? converting.get(plan) : pots.get(pot)) ?? {
      balanceBase: plan ? 0n : balanceBefore(world, pot, firstIndex),
      first: noWay,
      widest: noWay,
      width: 0n,
    };
    if (plan) converting.set(plan, ways);
    else pots.set(pot, ways);
    ways.balanceBase += amountAt(graph.amount, index);
    if (!label) return;
    if (ways.first === noWay) ways.first = place;
    if (label.width > ways.width) Object.assign(ways, { widest: place, width: label.width });
  };
  for (const [place, index] of window.entries()) {
    const width = widthAt(place);
    const label = seeded.has(index)
      ? { earliestPrevious: -1, widestPrevious: -1, width }
      : leave(index, width);
    if (seeded.has(index)) leave(index, 0n);
    labels.push(label && label.width > 0n ? label : undefined);
    arrive(index, place, labels[place]);
  }
  return labels;
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
