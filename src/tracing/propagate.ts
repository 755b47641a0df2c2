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
import { openWalkedPot } from './open-walked-pot.ts';
import { type ResolvedSeed, restKindOf, type TraceWorld } from './trace-world.ts';
import { openingAt } from './walked-pot.ts';

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
  method: AttributionMethod,
): Propagation {
  return new PropagationRun(world, seed, admission, method).run();
}

class PropagationRun {
  readonly #world: TraceWorld;
  readonly #admission: Admission;
  readonly #method: AttributionMethod;
  readonly #pots = new Map<number, PotLedger>();
  readonly #conversions = new Map<PlannedConversion, ConversionRun>();
  readonly #ends = new EndSums();
  readonly #seededIndexes: ReadonlySet<number>;
  #seeded: TracedSum = { tracedBase: 0n, seedUnits: 0n };

  constructor(
    world: TraceWorld,
    seed: ResolvedSeed,
    admission: Admission,
    method: AttributionMethod,
  ) {
    this.#world = world;
    this.#admission = admission;
    this.#method = method;
    this.#seededIndexes = new Set(seed.transfers);
  }

  run(): Propagation {
    const carried: TracedSum[] = [];
    const { window, ends } = this.#admission.spread;
    for (let place = 0; place < window.length; place += 1) {
      const index = window[place] ?? 0;
      const segments = this.#leave(index);
      carried.push(tracedSum(segments));
      this.#arrive(index, ends[place], segments);
    }
    for (const [pot, { held }] of this.#pots)
      this.#ends.add(restKindOf(this.#world, pot), pot, held);
    const converted = this.#settleConversions();
    const unexplained = [...this.#pots].flatMap(([pot, ledger]) =>
      ledger.unexplainedBase > 0n ? [[pot, ledger.unexplainedBase] as const] : [],
    );
    return {
      method: this.#method,
      ends: this.#ends,
      seeded: this.#seeded,
      ...converted,
      conversions: this.#conversions,
      carried,
      unexplained: new Map(unexplained),
    };
  }

  /** What a transfer takes from its sender. */
  #leave(index: number): readonly Segment[] {
    const { graph, conversions } = this.#world;
    const plan = conversions.legs.get(index);
    const amountBase = amountAt(graph.amount, index);
    const served = plan
      ? this.#conversions.get(plan)?.carriedBy(index)
      : this.#pots.get(graph.from[index] ?? 0)?.debit(amountBase);
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

  #arrive(index: number, end: EndpointKind | undefined, segments: readonly Segment[]): void {
    const { graph, conversions } = this.#world;
    const pot = graph.to[index] ?? 0;
    const conversion = end === 'sanctioned' ? undefined : conversions.sources.get(index);
    if (conversion) {
      this.#runOf(conversion).takeIn(segments);
      return;
    }
    const isWalked = this.#admission.walked.has(pot);
    const kind = end ?? (isWalked ? undefined : this.#cutOf(pot));
    if (kind) this.#ends.add(kind, pot, tracedSum(segments));
    // A fee ends, but its collector has it: to its balance it is clean.
    const kept = kind ? [cleanSegment(amountAt(graph.amount, index))] : segments;
    this.#potAt(pot, index)?.credit(kept);
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
  #potAt(pot: number, index: number): PotLedger | undefined {
    const known = this.#pots.get(pot);
    if (known) return known;
    const openingBase = openingAt(this.#world, this.#admission, pot, index);
    if (openingBase === undefined) return undefined;
    const ledger = openWalkedPot(this.#world, pot, this.#method, openingBase);
    this.#pots.set(pot, ledger);
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
