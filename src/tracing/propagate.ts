import type { AttributionMethod, EndpointKind } from '../domain/flow.ts';
import type { Admission } from './admission.ts';
import { amountAt } from './amount-column.ts';
import type { PotLedger } from './attribution/pot-ledger.ts';
import {
  cleanSegment,
  type Segment,
  segmentSum,
  type TracedSum,
  tracedSegment,
  tracedSum,
} from './attribution/segment.ts';
import type { PlannedConversion } from './conversion-plan.ts';
import { ConversionRun } from './conversion-run.ts';
import { EndSums } from './end-sums.ts';
import { openRestingPot, openWalkedPot } from './open-walked-pot.ts';
import { notWalked, type TraceWindow } from './trace-window.ts';
import { type ResolvedSeed, restKindOf, type TraceWorld } from './trace-world.ts';

/** What became of a seed under one method. */
export interface Propagation {
  readonly method: AttributionMethod;
  readonly ends: EndSums;
  /** What the seed's transfers made traced: their amount, less what was traced already. */
  readonly seeded: TracedSum;
  /** By asset number, in that asset's base units. */
  readonly convertedIn: ReadonlyMap<number, bigint>;
  readonly convertedOut: ReadonlyMap<number, bigint>;
  /** Conversions that value came to. */
  readonly conversions: ReadonlyMap<PlannedConversion, ConversionRun>;
  /** What each transfer of the window carried, by its place in the window. */
  readonly carried: readonly TracedSum[];
  /** Clean credits that debits above the known balance called for, by pot. */
  readonly unexplained: ReadonlyMap<number, bigint>;
}

/** Follows one seed over its window by one method, from its first transfer to the horizon. */
export function propagate(
  world: TraceWorld,
  seed: ResolvedSeed,
  admission: Admission,
  pots: TraceWindow,
  method: AttributionMethod,
): Propagation {
  return new PropagationRun(world, seed, admission, pots, method).run();
}

/** What a transfer carries, and what of it is traced. */
interface Carried {
  readonly segments: readonly Segment[];
  readonly sum: TracedSum;
}

class PropagationRun {
  readonly #world: TraceWorld;
  readonly #admission: Admission;
  readonly #method: AttributionMethod;
  readonly #window: TraceWindow;
  /** By their numbers in the window; undefined until they are opened. */
  readonly #pots: (PotLedger | undefined)[];
  /** In the order in which they were opened. */
  readonly #opened: number[] = [];
  readonly #conversions = new Map<PlannedConversion, ConversionRun>();
  readonly #ends = new EndSums();
  readonly #seededIndexes: ReadonlySet<number>;
  #seeded: TracedSum = { tracedBase: 0n, seedUnits: 0n };

  constructor(
    world: TraceWorld,
    seed: ResolvedSeed,
    admission: Admission,
    window: TraceWindow,
    method: AttributionMethod,
  ) {
    this.#world = world;
    this.#admission = admission;
    this.#window = window;
    this.#pots = new Array<PotLedger | undefined>(window.pots.length).fill(undefined);
    this.#method = method;
    this.#seededIndexes = new Set(seed.transfers);
  }

  run(): Propagation {
    const carried: TracedSum[] = [];
    const { window, ends } = this.#admission.spread;
    for (let place = 0; place < window.length; place += 1) {
      const index = window[place] ?? 0;
      const segments = this.#leave(index, place);
      const sum = tracedSum(segments);
      carried.push(sum);
      this.#arrive(index, place, ends[place], { segments, sum });
    }
    const unexplained = new Map<number, bigint>();
    for (const number of this.#opened) {
      const [pot, ledger] = [this.#window.pots[number] ?? 0, this.#pots[number]];
      if (!ledger) continue;
      this.#ends.add(restKindOf(this.#world, pot), pot, ledger.held);
      if (ledger.unexplainedBase > 0n) unexplained.set(pot, ledger.unexplainedBase);
    }
    const converted = this.#settleConversions();
    return {
      method: this.#method,
      ends: this.#ends,
      seeded: this.#seeded,
      ...converted,
      conversions: this.#conversions,
      carried,
      unexplained,
    };
  }

  /** What a transfer takes from its sender. */
  #leave(index: number, place: number): readonly Segment[] {
    const { graph, conversions } = this.#world;
    const plan = conversions.legs.get(index);
    const amountBase = amountAt(graph.amount, index);
    const served = plan
      ? this.#conversions.get(plan)?.carriedBy(index)
      : this.#pots[this.#window.from[place] ?? notWalked]?.debit(amountBase);
    const segments = served ?? [cleanSegment(amountBase)];
    return this.#seededIndexes.has(index) ? this.#mark(segments) : segments;
  }

  /** Makes a seed's transfer traced. What is traced already keeps its units: the first seed wins. */
  #mark(segments: readonly Segment[]): readonly Segment[] {
    const clean = segments.filter((segment) => !segment.traced);
    const amountBase = segmentSum(clean);
    this.#seeded = {
      tracedBase: this.#seeded.tracedBase + amountBase,
      seedUnits: this.#seeded.seedUnits + amountBase,
    };
    return segments.map((segment) =>
      segment.traced ? segment : tracedSegment(segment.amountBase, segment.amountBase),
    );
  }

  #arrive(
    index: number,
    place: number,
    end: EndpointKind | undefined,
    { segments, sum }: Carried,
  ): void {
    const { graph, conversions } = this.#world;
    const pot = graph.to[index] ?? 0;
    const conversion = end === 'sanctioned' ? undefined : conversions.sources.get(index);
    if (conversion) {
      this.#runOf(conversion).takeIn(segments);
      return;
    }
    const number = this.#window.to[place] ?? notWalked;
    const kind = end ?? (number === notWalked ? this.#cutOf(pot) : undefined);
    if (kind) this.#ends.add(kind, pot, sum);
    if (number === notWalked) return;
    // A fee ends, but its collector has it: to its balance it is clean.
    const kept = kind ? [cleanSegment(amountAt(graph.amount, index))] : segments;
    this.#potAt(number, index)?.credit(kept);
  }

  #cutOf(pot: number): EndpointKind {
    return this.#admission.cuts.get(pot) ?? 'below-minimum';
  }

  #runOf(conversion: PlannedConversion): ConversionRun {
    const known = this.#conversions.get(conversion);
    if (known) return known;
    const run = new ConversionRun(conversion);
    this.#conversions.set(conversion, run);
    return run;
  }

  /** The ledger of a walked pot; undefined before its first gain, when all in it is clean. */
  #potAt(number: number, index: number): PotLedger | undefined {
    const known = this.#pots[number];
    if (known) return known;
    const openingBase = this.#window.openingAt(number, index);
    if (openingBase === undefined) return undefined;
    const open = this.#window.rests[number] === 1 ? openRestingPot : openWalkedPot;
    const ledger = open(this.#world, this.#window.pots[number] ?? 0, this.#method, openingBase);
    this.#pots[number] = ledger;
    this.#opened.push(number);
    return ledger;
  }

  /** What is pending ends where it was sent; a face that rounded to nothing leaves its units. */
  #settleConversions(): Pick<Propagation, 'convertedIn' | 'convertedOut'> {
    const { graph } = this.#world;
    const convertedIn = new Map<number, bigint>();
    const convertedOut = new Map<number, bigint>();
    const potTo = (index: number | undefined): number => graph.to[index ?? 0] ?? 0;
    const addTo = (sums: Map<number, bigint>, pot: number, amountBase: bigint): void => {
      const asset = graph.potAsset[pot] ?? 0;
      sums.set(asset, (sums.get(asset) ?? 0n) + amountBase);
    };
    for (const [plan, run] of this.#conversions) {
      const sourcePot = potTo(plan.sources[0]);
      this.#ends.add(plan.restKind, sourcePot, run.pending);
      for (const [place, { taken, arrivedBase }] of run.arrivals.entries()) {
        const pot = potTo(plan.legs[place]?.transfers[0]);
        addTo(convertedOut, sourcePot, taken.tracedBase);
        addTo(convertedIn, pot, arrivedBase);
        if (arrivedBase === 0n) {
          this.#ends.add('rounding', pot, { tracedBase: 0n, seedUnits: taken.seedUnits });
        }
      }
    }
    return { convertedIn, convertedOut };
  }
}
