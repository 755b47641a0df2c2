import type { AttributionMethod } from '../domain/flow.ts';
import {
  cleanSegment,
  nothingTraced,
  type Segment,
  segmentSum,
  type TracedSum,
  tracedSegment,
  tracedSum,
} from './attribution/segment.ts';
import { attributeTransaction, type UtxoAttribution } from './utxo-attribution.ts';

/** A coin that is spent or made. `Coin` is whatever names an outpoint: a key, or a dense number. */
export interface CoinAmount<Coin> {
  readonly coin: Coin;
  readonly amountBase: bigint;
}

export interface UtxoStep<Coin> {
  /** In input order; empty for a coinbase. */
  readonly inputs: readonly CoinAmount<Coin>[];
  readonly outputs: readonly CoinAmount<Coin>[];
}

export interface UtxoBlock<Coin> {
  /** All but the coinbase, in block order. */
  readonly transactions: readonly UtxoStep<Coin>[];
  readonly coinbase?: {
    readonly subsidyBase: bigint;
    readonly outputs: readonly CoinAmount<Coin>[];
  };
}

/**
 * Follows the value of coins over ordered transactions, outpoint by outpoint. A seed is traced
 * whole when its coin is made, or from the start if nothing here makes it; several are one union
 * seed, and value that is traced already keeps its units.
 *
 * Fees end where they are paid. With `feesFollow` they go on into the coinbase of the block, whose
 * inputs are the subsidy, clean, and then the fee of each transaction in block order; a reward
 * that is not claimed is the coinbase's own fee, last, and destroyed.
 */
export class UtxoTrace<Coin> {
  readonly #method: AttributionMethod;
  readonly #feesFollow: boolean;
  readonly #coins = new Map<Coin, readonly Segment[]>();
  readonly #awaited = new Set<Coin>();
  #seeded = nothingTraced;
  #fees = nothingTraced;
  #destroyed = nothingTraced;

  constructor(method: AttributionMethod, options: { readonly feesFollow?: boolean } = {}) {
    this.#method = method;
    this.#feesFollow = options.feesFollow ?? false;
  }

  /** Unspent coins with traced value, each with its segments. */
  get coins(): ReadonlyMap<Coin, readonly Segment[]> {
    return this.#coins;
  }

  get seeded(): TracedSum {
    return this.#seeded;
  }

  /** What ended as fees; nothing when fees follow. */
  get fees(): TracedSum {
    return this.#fees;
  }

  /** What was lost with unclaimed rewards and destroyed coins. */
  get destroyed(): TracedSum {
    return this.#destroyed;
  }

  /** Seeds a coin that a later transaction makes. */
  awaitSeed(coin: Coin): void {
    this.#awaited.add(coin);
  }

  /** Seeds a coin that exists already. */
  seed({ coin, amountBase }: CoinAmount<Coin>): void {
    this.#coins.set(coin, this.#mark(this.#coins.get(coin) ?? [cleanSegment(amountBase)]));
  }

  /** Ends a coin that is overwritten or lost: what it carries is destroyed. */
  destroy(coin: Coin): void {
    this.#destroyed = plus(this.#destroyed, this.#coins.get(coin) ?? []);
    this.#coins.delete(coin);
  }

  /** Applies a block in its order. Coins that it makes may be spent within it. */
  applyBlock({ transactions, coinbase }: UtxoBlock<Coin>): void {
    const fees: (readonly Segment[])[] = [];
    for (const step of transactions) {
      const fee = this.apply(step);
      if (this.#feesFollow && coinbase) fees.push(fee);
      else this.#fees = plus(this.#fees, fee);
    }
    if (!coinbase) return;
    const inputs = [[cleanSegment(coinbase.subsidyBase)], ...fees];
    const unclaimed = this.#make(inputs, coinbase.outputs, fees.some(isTraced));
    this.#destroyed = plus(this.#destroyed, unclaimed);
  }

  /** Applies one transaction and gives back what its fee carries. */
  apply({ inputs, outputs }: UtxoStep<Coin>): readonly Segment[] {
    let traced = false;
    const streams = inputs.map(({ coin, amountBase }) => {
      const segments = this.#coins.get(coin);
      if (!segments) return [cleanSegment(amountBase)];
      traced = true;
      this.#coins.delete(coin);
      return segments;
    });
    return this.#make(streams, outputs, traced);
  }

  #make(
    inputs: readonly (readonly Segment[])[],
    outputs: readonly CoinAmount<Coin>[],
    traced: boolean,
  ): readonly Segment[] {
    const amounts = outputs.map((output) => output.amountBase);
    const attribution = traced
      ? attributeTransaction(this.#method, inputs, amounts)
      : allClean(inputs, amounts);
    for (const [index, { coin }] of outputs.entries()) {
      const carried = attribution.outputs[index] ?? [];
      const segments = this.#awaited.delete(coin) ? this.#mark(carried) : carried;
      if (isTraced(segments)) this.#coins.set(coin, segments);
    }
    return attribution.fee;
  }

  #mark(segments: readonly Segment[]): readonly Segment[] {
    const marked = segments.map((segment) => {
      if (segment.traced) return segment;
      const { amountBase } = segment;
      this.#seeded = plus(this.#seeded, [tracedSegment(amountBase, amountBase)]);
      return tracedSegment(amountBase, amountBase);
    });
    return marked;
  }
}

function isTraced(segments: readonly Segment[]): boolean {
  return segments.some((segment) => segment.traced);
}

function plus(sum: TracedSum, segments: readonly Segment[]): TracedSum {
  const { tracedBase, seedUnits } = tracedSum(segments);
  return { tracedBase: sum.tracedBase + tracedBase, seedUnits: sum.seedUnits + seedUnits };
}

function allClean(
  inputs: readonly (readonly Segment[])[],
  amounts: readonly bigint[],
): UtxoAttribution {
  let feeBase = 0n;
  for (const segments of inputs) feeBase += segmentSum(segments);
  for (const amountBase of amounts) feeBase -= amountBase;
  return {
    outputs: amounts.map((amountBase) => [cleanSegment(amountBase)]),
    fee: [cleanSegment(feeBase)],
  };
}
