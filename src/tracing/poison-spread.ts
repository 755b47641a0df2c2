import type { EndpointKind } from '../domain/flow.ts';
import { amountAt } from './amount-column.ts';
import type { PlannedConversion } from './conversion-plan.ts';
import { IndexSet } from './index-set.ts';
import { noPot } from './subgraph.ts';
import {
  balanceBefore,
  endOfTransfer,
  isBeyondHorizon,
  type ResolvedSeed,
  type TraceWorld,
} from './trace-world.ts';

/** What a pot gained by the widest method. */
export interface Gain {
  /** Index of the transfer of the first gain. */
  firstIndex: number;
  /** Sum of all gains, base units of the pot's asset. */
  receivedBase: bigint;
  /** Least number of hops; -1 of a transaction that the seed's coins are spent in. */
  hops: number;
  /** The trail ends here whatever the limits. */
  readonly end: EndpointKind | undefined;
}

export interface Spread {
  /** By pot, in the order of their first gains, which no two pots have from the same transfer. */
  readonly gains: Map<number, Gain>;
  /** Walked pots that pay nothing from their first gain on: most ends are such. */
  readonly resting: ReadonlySet<number>;
  /** What ended by what the transfer was (fees, burns, sources of conversions), by receiving pot. */
  readonly spent: Map<number, Gain>;
  /** Every transfer that matters, ascending: the seed's, and all of walked pots from first gain on. */
  readonly window: Uint32Array;
  /** Why the value of each transfer of the window ends with its receiver, by place. */
  readonly ends: readonly (EndpointKind | undefined)[];
  /** Transfers that took traced value out of a walked pot, ascending. */
  readonly leaving: readonly number[];
}

/** A walked pot since its first gain. */
interface PoisonedPot {
  balanceBase: bigint;
  /** Least hops of what is in it; undefined while it is clean. */
  hops: number | undefined;
}

/** Whether the trail goes on through a pot; `firstGain` is given with the transfer that it came by. */
export type IsWalked = (pot: number, firstGain: Gain | undefined) => boolean;

/**
 * Spreads a seed by poison over the pots that `isWalked` says: after any traced credit the whole
 * balance is traced, until it is 0. Gives the gains of every pot that is reached.
 */
export function poisonSpread(world: TraceWorld, seed: ResolvedSeed, isWalked: IsWalked): Spread {
  return new PoisonSpread(world, seed, isWalked).run();
}

class PoisonSpread {
  readonly #world: TraceWorld;
  readonly #seed: ResolvedSeed;
  readonly #isWalked: IsWalked;
  readonly #gains = new Map<number, Gain>();
  readonly #spent = new Map<number, Gain>();
  readonly #resting = new Set<number>();
  readonly #pots = new Map<number, PoisonedPot>();
  readonly #converting = new Map<PlannedConversion, number>();
  readonly #leaving: number[] = [];
  readonly #ends: (EndpointKind | undefined)[] = [];
  readonly #ahead: IndexSet;
  readonly #seeded: ReadonlySet<number>;

  constructor(world: TraceWorld, seed: ResolvedSeed, isWalked: IsWalked) {
    this.#world = world;
    this.#seed = seed;
    this.#isWalked = isWalked;
    this.#ahead = new IndexSet(world.graph.count);
    this.#seeded = new Set(seed.transfers);
  }

  run(): Spread {
    for (const index of this.#seed.transfers) this.#ahead.add(index);
    for (let index = this.#ahead.next(0); index >= 0; index = this.#ahead.next(index + 1)) {
      const amountBase = amountAt(this.#world.graph.amount, index);
      this.#credit(index, amountBase, this.#hopsOf(index, amountBase));
    }
    const window = this.#ahead.toArray();
    const [gains, spent, resting] = [this.#gains, this.#spent, this.#resting];
    return { gains, spent, resting, window, ends: this.#ends, leaving: this.#leaving };
  }

  /** Hops at which a transfer arrives; undefined when it is clean. A conversion is one hop. */
  #hopsOf(index: number, amountBase: bigint): number | undefined {
    const { graph, conversions } = this.#world;
    const plan = conversions.legs.get(index);
    const hops = plan
      ? this.#converting.get(plan)
      : this.#debit(graph.from[index] ?? noPot, amountBase);
    if (!plan && hops !== undefined) this.#leaving.push(index);
    // A spent coin and what is made of it are one hop.
    const isSpent = graph.coinPotOf(graph.to[index] ?? noPot)?.kind === 'spend';
    if (this.#seeded.has(index)) return isSpent ? -1 : 0;
    return !plan && !isSpent && hops !== undefined ? hops + 1 : hops;
  }

  /** Hops of what leaves; undefined when it is clean. */
  #debit(pot: number, amountBase: bigint): number | undefined {
    const state = this.#pots.get(pot);
    if (!state) return undefined;
    const { hops } = state;
    state.balanceBase = state.balanceBase > amountBase ? state.balanceBase - amountBase : 0n;
    if (state.balanceBase === 0n) state.hops = undefined;
    return hops;
  }

  #credit(index: number, amountBase: bigint, hops: number | undefined): void {
    const { graph, conversions } = this.#world;
    const pot = graph.to[index] ?? noPot;
    const end = endOfTransfer(this.#world, this.#seed, index);
    this.#ends.push(end);
    const conversion = end === 'sanctioned' ? undefined : conversions.sources.get(index);
    if (conversion) {
      if (hops === undefined) return;
      this.#gain(pot, index, amountBase, hops, conversion.restKind, this.#spent);
      this.#convert(conversion, hops);
      return;
    }
    const gains = end === 'fee' || end === 'unspent' ? this.#spent : this.#gains;
    const first =
      hops === undefined ? undefined : this.#gain(pot, index, amountBase, hops, end, gains);
    if (!this.#isWalked(pot, first)) return;
    const isGain = hops !== undefined && end === undefined;
    const state = this.#pots.get(pot) ?? (isGain ? this.#open(pot, index) : undefined);
    if (!state) return;
    state.balanceBase += amountBase;
    if (isGain && hops < (state.hops ?? Number.POSITIVE_INFINITY)) state.hops = hops;
  }

  #convert(conversion: PlannedConversion, hops: number): void {
    const known = this.#converting.get(conversion);
    this.#converting.set(conversion, Math.min(known ?? hops, hops));
    for (const leg of conversion.legs) {
      for (const transfer of leg.transfers) {
        if (!isBeyondHorizon(this.#world, transfer)) this.#ahead.add(transfer);
      }
    }
  }

  /** Gives back the gain where it is the first one of its pot. */
  #gain(
    pot: number,
    index: number,
    amountBase: bigint,
    hops: number,
    end: EndpointKind | undefined,
    gains: Map<number, Gain>,
  ): Gain | undefined {
    const gain = gains.get(pot);
    if (gain) {
      gain.receivedBase += amountBase;
      if (hops < gain.hops) gain.hops = hops;
      return undefined;
    }
    const first = { firstIndex: index, receivedBase: amountBase, hops, end };
    gains.set(pot, first);
    return first;
  }

  #open(pot: number, index: number): PoisonedPot {
    const { start, order } = this.#world.pots;
    const { from } = this.#world.graph;
    let rests = true;
    for (let at = start[pot] ?? 0; at < (start[pot + 1] ?? 0); at += 1) {
      const transfer = order[at] ?? 0;
      if (transfer <= index || !this.#counts(transfer)) continue;
      this.#ahead.add(transfer);
      if (from[transfer] === pot) rests = false;
    }
    if (rests) this.#resting.add(pot);
    const state = { balanceBase: balanceBefore(this.#world, pot, index), hops: undefined };
    this.#pots.set(pot, state);
    return state;
  }

  /** What a seed moved is asked about, wherever the horizon lies. */
  #counts(transfer: number): boolean {
    return this.#seeded.has(transfer) || !isBeyondHorizon(this.#world, transfer);
  }
}
