import type { Admission } from './admission.ts';
import { amountAt } from './amount-column.ts';
import type { PlannedConversion } from './conversion-plan.ts';
import { lesser } from './lesser.ts';
import type { TraceWindow } from './trace-window.ts';
import type { ResolvedSeed, TraceWorld } from './trace-world.ts';

const none = -1;

/** How the transfers of the window are reached from the seed, by place in the window. */
export interface PathLabels {
  /** Least width on the way whose least width is greatest, this transfer included; 0: no way. */
  readonly width: readonly bigint[];
  /** Place of the transfer before it on that way; -1 at the seed. */
  readonly widestPrevious: Int32Array;
  /** The same on the way that arrives first. */
  readonly earliestPrevious: Int32Array;
}

/**
 * Which transfers of the window can follow which, whatever they carry: each leaves a junction (a
 * walked pot or a conversion) and arrives at one. A pot that was emptied forgets the ways into it.
 */
export class PathNetwork {
  /** Junctions by place; -1: none. */
  readonly #leaves: Int32Array;
  readonly #arrives: Int32Array;
  /** By place: 1 where the transfer leaves nothing in its junction. */
  readonly #empties: Uint8Array;
  readonly #seeded: Uint8Array;
  readonly #junctions: number;

  constructor(world: TraceWorld, seed: ResolvedSeed, admission: Admission, pots: TraceWindow) {
    const { window } = admission.spread;
    const laying = new Laying(world, admission, pots);
    const seeded = new Set(seed.transfers);
    this.#leaves = new Int32Array(window.length);
    this.#arrives = new Int32Array(window.length);
    this.#empties = new Uint8Array(window.length);
    this.#seeded = new Uint8Array(window.length);
    for (let place = 0; place < window.length; place += 1) {
      const index = window[place] ?? 0;
      const junction = laying.leave(index, place);
      this.#leaves[place] = junction;
      this.#empties[place] = laying.isEmpty(junction) ? 1 : 0;
      this.#arrives[place] = laying.arrive(index, place);
      this.#seeded[place] = seeded.has(index) ? 1 : 0;
    }
    this.#junctions = laying.count;
  }

  /** `widths` gives what each transfer can carry; nothing goes over a width of 0. */
  label(widths: readonly bigint[]): PathLabels {
    const labelling = new Labelling(this.#leaves.length, this.#junctions);
    for (let place = 0; place < widths.length; place += 1) {
      const from = this.#leaves[place] ?? none;
      const width = widths[place] ?? 0n;
      if (this.#seeded[place] === 1) labelling.width[place] = width;
      else if (from !== none) labelling.leave(place, from, width);
      if (this.#empties[place] === 1) labelling.empty(from);
      const to = this.#arrives[place] ?? none;
      if (to !== none) labelling.arrive(place, to);
    }
    return labelling;
  }
}

/** Labels being made, with the best ways into each junction so far. */
class Labelling implements PathLabels {
  readonly width: bigint[];
  readonly widestPrevious: Int32Array;
  readonly earliestPrevious: Int32Array;
  /** Place of the first transfer into a junction since it was empty; -1: none. */
  readonly #first: Int32Array;
  readonly #widest: Int32Array;
  readonly #widthIn: bigint[];

  constructor(places: number, junctions: number) {
    this.width = new Array<bigint>(places).fill(0n);
    this.widestPrevious = new Int32Array(places).fill(none);
    this.earliestPrevious = new Int32Array(places).fill(none);
    this.#first = new Int32Array(junctions).fill(none);
    this.#widest = new Int32Array(junctions).fill(none);
    this.#widthIn = new Array<bigint>(junctions).fill(0n);
  }

  leave(place: number, from: number, width: bigint): void {
    const first = this.#first[from] ?? none;
    if (first === none) return;
    this.width[place] = lesser(this.#widthIn[from] ?? 0n, width);
    this.earliestPrevious[place] = first;
    this.widestPrevious[place] = this.#widest[from] ?? none;
  }

  empty(junction: number): void {
    this.#first[junction] = none;
    this.#widthIn[junction] = 0n;
  }

  arrive(place: number, to: number): void {
    const width = this.width[place] ?? 0n;
    if (width === 0n) return;
    if (this.#first[to] === none) this.#first[to] = place;
    if (width <= (this.#widthIn[to] ?? 0n)) return;
    this.#widthIn[to] = width;
    this.#widest[to] = place;
  }
}

/** Lays the network out along the window. Pots keep their numbers; conversions come behind them. */
class Laying {
  readonly #world: TraceWorld;
  readonly #admission: Admission;
  readonly #window: TraceWindow;
  /** Of pots since they were opened. */
  readonly #balances: (bigint | undefined)[];
  readonly #conversions = new Map<PlannedConversion, number>();

  constructor(world: TraceWorld, admission: Admission, window: TraceWindow) {
    this.#world = world;
    this.#admission = admission;
    this.#window = window;
    this.#balances = new Array<bigint | undefined>(window.pots.length).fill(undefined);
  }

  /** How many junctions there may be. */
  get count(): number {
    return this.#balances.length + this.#conversions.size;
  }

  leave(index: number, place: number): number {
    const { graph, conversions } = this.#world;
    const plan = conversions.legs.get(index);
    if (plan) return this.#conversions.get(plan) ?? none;
    const pot = this.#window.from[place] ?? none;
    const balanceBase = this.#balances[pot];
    if (balanceBase === undefined) return none;
    this.#balances[pot] = balanceBase - lesser(amountAt(graph.amount, index), balanceBase);
    return pot;
  }

  /** Whether it is a pot in which nothing is left. */
  isEmpty(junction: number): boolean {
    return this.#balances[junction] === 0n;
  }

  /** The junction that the trail goes on from; what a transfer ends at is credited all the same. */
  arrive(index: number, place: number): number {
    const { graph, conversions } = this.#world;
    const end = this.#admission.spread.ends[place];
    const plan = end === 'sanctioned' ? undefined : conversions.sources.get(index);
    if (plan) return this.#numberOf(plan);
    const pot = this.#window.to[place] ?? none;
    // From a pot that pays nothing no trail goes on.
    if (pot === none || this.#window.rests[pot] === 1) return none;
    const balanceBase = this.#balances[pot] ?? this.#window.openingAt(pot, index);
    if (balanceBase === undefined) return none;
    this.#balances[pot] = balanceBase + amountAt(graph.amount, index);
    return end ? none : pot;
  }

  #numberOf(plan: PlannedConversion): number {
    const known = this.#conversions.get(plan);
    if (known !== undefined) return known;
    const number = this.count;
    this.#conversions.set(plan, number);
    return number;
  }
}

/** The places of the way to a transfer, seed first. */
export function wayTo(previous: Int32Array, place: number): number[] {
  const way: number[] = [];
  for (let at = place; at >= 0; at = previous[at] ?? none) way.push(at);
  return way.reverse();
}
