import { unitsOfRange } from './attribution/lot.ts';
import {
  nothingTraced,
  pooledSegments,
  type Segment,
  type TracedSum,
  tracedSum,
} from './attribution/segment.ts';
import type { PlannedConversion } from './conversion-plan.ts';
import { cutStream } from './utxo-attribution.ts';

/** One leg as it arrives. */
interface Arrival {
  /** What of the source it took, in the source's asset. */
  readonly taken: TracedSum;
  /** Face that arrived, in the leg's asset. */
  readonly arrivedBase: bigint;
  readonly byTransfer: ReadonlyMap<number, readonly Segment[]>;
}

/**
 * Value on its way through one conversion. What goes in is pooled: a leg that stands for share
 * S_k of the source V takes ⌊T·S_k/V⌋ cumulatively, and ⌊T_k·V_out/S_k⌋ of it arrives, traced
 * first. A part whose face rounds to nothing leaves its seed units behind, as `rounding`.
 */
export class ConversionRun {
  readonly plan: PlannedConversion;
  #in: TracedSum = nothingTraced;
  #arrivals: Arrival[] | undefined;

  constructor(plan: PlannedConversion) {
    this.plan = plan;
  }

  get taken(): TracedSum {
    return this.#in;
  }

  takeIn(segments: readonly Segment[]): void {
    const { tracedBase, seedUnits } = tracedSum(segments);
    this.#in = {
      tracedBase: this.#in.tracedBase + tracedBase,
      seedUnits: this.#in.seedUnits + seedUnits,
    };
  }

  /** What a leg's transfer carries. */
  carriedBy(transfer: number): readonly Segment[] {
    for (const { byTransfer } of this.arrivals) {
      const segments = byTransfer.get(transfer);
      if (segments) return segments;
    }
    return [];
  }

  get arrivals(): readonly Arrival[] {
    this.#arrivals ??= this.#deliver();
    return this.#arrivals;
  }

  /** What no leg has taken, in the source's asset. */
  get pending(): TracedSum {
    let { tracedBase, seedUnits } = this.#in;
    for (const { taken } of this.arrivals) {
      tracedBase -= taken.tracedBase;
      seedUnits -= taken.seedUnits;
    }
    return { tracedBase, seedUnits };
  }

  #deliver(): Arrival[] {
    const whole = { faceBase: this.plan.inBase, seedUnits: this.#in.tracedBase };
    const lot = { faceBase: this.#in.tracedBase, seedUnits: this.#in.seedUnits };
    let shareBefore = 0n;
    let before = 0n;
    return this.plan.legs.map((leg) => {
      const tracedBase = unitsOfRange(whole, shareBefore, shareBefore + leg.shareBase);
      const seedUnits = tracedBase === 0n ? 0n : unitsOfRange(lot, before, before + tracedBase);
      shareBefore += leg.shareBase;
      before += tracedBase;
      const arrivedBase = (tracedBase * leg.outBase) / leg.shareBase;
      const carried = pooledSegments(leg.outBase, { tracedBase: arrivedBase, seedUnits });
      const pieces = cutStream(carried, leg.amountsBase);
      const byTransfer = new Map(
        leg.transfers.map((transfer, index) => [transfer, pieces[index] ?? []]),
      );
      return { taken: { tracedBase, seedUnits }, arrivedBase, byTransfer };
    });
  }
}
