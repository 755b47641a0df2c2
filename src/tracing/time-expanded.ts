import type { EndpointKind } from '../domain/flow.ts';
import type { Admission } from './admission.ts';
import { amountAt } from './amount-column.ts';
import type { PlannedConversion } from './conversion-plan.ts';
import { lesser } from './lesser.ts';
import { FlowNetwork } from './max-flow.ts';
import { noPot } from './subgraph.ts';
import { notWalked, type TraceWindow } from './trace-window.ts';
import { type ResolvedSeed, restKindOf, type TraceWorld } from './trace-world.ts';

/** An end of the trail in the network. */
export interface EndNode {
  /** `counted`: traced value that reached another transfer of the same seed, which counts itself. */
  readonly kind: EndpointKind | 'counted';
  readonly pot: number;
  /** The edge from it to the common sink. */
  readonly edge: number;
}

/** Which ends are meant, as one. */
export type EndQuery = (end: Pick<EndNode, 'kind' | 'pot'>) => boolean;

/** A walked pot since its last change of direction. */
interface PotState {
  node: number;
  balanceBase: bigint;
  /** Whether it was debited since its last credit. */
  debited: boolean;
}

const unopened = { node: 0, balanceBase: 0n } as const;

/**
 * The transfers of a trace as a network in time. A pot is one node for every run of credits that
 * a run of debits follows; an edge to its next node holds at most the balance between them; a
 * transfer is an edge that carries at most its amount. Every admissible attribution is a flow in
 * it, and every flow an admissible attribution. Capacities are seed units, at most the seed.
 * Behind a conversion a unit of face may stand for any part of the seed: there, nothing is capped
 * and the flows are looser.
 */
export class TimeExpandedNetwork {
  readonly network = new FlowNetwork();
  readonly source = this.network.addNode();
  readonly sink = this.network.addNode();
  readonly ends: EndNode[] = [];
  readonly #world: TraceWorld;
  readonly #seed: ResolvedSeed;
  readonly #admission: Admission;
  /** Nodes that value behind a conversion can be in. */
  readonly #converted = new Set<number>();
  /** Of these, conversions whose sources can be behind a conversion too. */
  readonly #looselyFed = new Set<number>();
  readonly #window: TraceWindow;
  /** By their numbers in the window; undefined until they are opened. */
  readonly #pots: (PotState | undefined)[];
  readonly #endNodes = new Map<EndNode['kind'], Map<number, number>>();
  readonly #conversionNodes = new Map<PlannedConversion, number>();
  readonly #seeded: ReadonlySet<number>;
  readonly #isAsked: EndQuery;

  /** Ends that are not asked about are one with the sink. */
  constructor(
    world: TraceWorld,
    seed: ResolvedSeed,
    admission: Admission,
    pots: TraceWindow,
    isAsked: EndQuery,
  ) {
    this.#isAsked = isAsked;
    this.#window = pots;
    this.#pots = new Array<PotState | undefined>(pots.pots.length).fill(undefined);
    this.#world = world;
    this.#seed = seed;
    this.#admission = admission;
    this.#seeded = new Set(seed.transfers);
    const { window, ends } = admission.spread;
    for (let place = 0; place < window.length; place += 1) {
      this.#transfer(window[place] ?? 0, place, ends[place]);
    }
    for (let number = 0; number < this.#pots.length; number += 1) {
      const { node, balanceBase } = this.#pots[number] ?? unopened;
      const pot = pots.pots[number] ?? noPot;
      if (balanceBase > 0n)
        this.#edge(node, this.#endNode(restKindOf(world, pot), pot), balanceBase);
    }
    for (const [plan, node] of this.#conversionNodes) this.#unarrived(plan, node);
  }

  #edge(from: number, to: number, amountBase: bigint): void {
    const isLoose = this.#converted.has(from);
    if (isLoose && this.#converted.has(to)) this.#looselyFed.add(to);
    if (isLoose) this.#converted.add(to);
    const seedBase = this.#seed.amountBase;
    this.network.addEdge(from, to, isLoose ? seedBase : lesser(amountBase, seedBase));
  }

  #transfer(index: number, place: number, end: EndpointKind | undefined): void {
    const { graph, conversions } = this.#world;
    const amountBase = amountAt(graph.amount, index);
    const plan = conversions.legs.get(index);
    const from = plan
      ? this.#conversionNodes.get(plan)
      : this.#debit(this.#window.from[place] ?? notWalked, amountBase);
    const pot = graph.to[index] ?? 0;
    const to = this.#target(index, place, amountBase, end);
    if (this.#seeded.has(index)) {
      if (from !== undefined) this.#edge(from, this.#endNode('counted', pot), amountBase);
      if (to !== undefined) this.#edge(this.source, to, amountBase);
    } else if (from !== undefined && to !== undefined) this.#edge(from, to, amountBase);
  }

  /** The node that a debit leaves; undefined while nothing traced can be in the pot. */
  #debit(number: number, amountBase: bigint): number | undefined {
    const state = this.#pots[number];
    if (!state || state.balanceBase === 0n) return undefined;
    if (amountBase > state.balanceBase && state.debited) this.#turn(state);
    state.debited = true;
    state.balanceBase -= lesser(amountBase, state.balanceBase);
    return state.node;
  }

  /** A new node, to which at most the balance is carried over. */
  #turn(state: PotState): void {
    const node = this.network.addNode();
    if (state.balanceBase > 0n) this.#edge(state.node, node, state.balanceBase);
    state.node = node;
    state.debited = false;
  }

  /** The node that a transfer arrives at; undefined where it only adds clean balance. */
  #target(
    index: number,
    place: number,
    amountBase: bigint,
    end: EndpointKind | undefined,
  ): number | undefined {
    const conversion =
      end === 'sanctioned' ? undefined : this.#world.conversions.sources.get(index);
    if (conversion) return this.#conversionNode(conversion);
    const pot = this.#world.graph.to[index] ?? noPot;
    const number = this.#window.to[place] ?? notWalked;
    if (number === notWalked) {
      return this.#endNode(end ?? this.#admission.cuts.get(pot) ?? 'below-minimum', pot);
    }
    // Whatever balance it adds to, nobody draws on it.
    if (this.#window.rests[number] === 1) {
      return this.#endNode(end ?? restKindOf(this.#world, pot), pot);
    }
    const credited = this.#credit(index, number, amountBase);
    return end ? this.#endNode(end, pot) : credited;
  }

  /** Adds to the balance of a walked pot; its node, or undefined before the first gain. */
  #credit(index: number, number: number, amountBase: bigint): number | undefined {
    const state = this.#pots[number] ?? this.#open(number, index);
    if (!state) return undefined;
    if (state.debited) this.#turn(state);
    state.balanceBase += amountBase;
    return state.node;
  }

  #open(number: number, index: number): PotState | undefined {
    const balanceBase = this.#window.openingAt(number, index);
    if (balanceBase === undefined) return undefined;
    const state = { node: this.network.addNode(), balanceBase, debited: false };
    this.#pots[number] = state;
    return state;
  }

  #endNode(kind: EndNode['kind'], pot: number): number {
    if (!this.#isAsked({ kind, pot })) return this.sink;
    const nodes = this.#endNodes.get(kind) ?? new Map<number, number>();
    const known = nodes.get(pot);
    if (known !== undefined) return known;
    const node = this.network.addNode();
    const edge = this.network.addEdge(node, this.sink, this.#seed.amountBase);
    this.#endNodes.set(kind, nodes.set(pot, node));
    this.ends.push({ kind, pot, edge });
    return node;
  }

  /** Where a conversion's sources meet and its legs leave. */
  #conversionNode(plan: PlannedConversion): number {
    const known = this.#conversionNodes.get(plan);
    if (known !== undefined) return known;
    const node = this.network.addNode();
    this.#conversionNodes.set(plan, node);
    this.#converted.add(node);
    return node;
  }

  /**
   * What no leg takes is pending, and a face that would round to nothing leaves its units behind:
   * T_k of a share S_k does when T_k·V_out < S_k.
   */
  #unarrived(plan: PlannedConversion, node: number): void {
    const { graph } = this.#world;
    const seedBase = this.#seed.amountBase;
    const isLoose = this.#looselyFed.has(node);
    const leave = (kind: EndpointKind, transfer: number | undefined, atMostBase: bigint): void => {
      const capacity = isLoose ? seedBase : lesser(atMostBase, seedBase);
      const end = this.#endNode(kind, graph.to[transfer ?? 0] ?? 0);
      if (capacity > 0n) this.network.addEdge(node, end, capacity);
    };
    let restBase = plan.inBase;
    for (const { shareBase, outBase, transfers } of plan.legs) {
      restBase -= shareBase;
      leave('rounding', transfers[0], (shareBase - 1n) / outBase);
    }
    leave(plan.restKind, plan.sources[0], restBase);
  }
}
