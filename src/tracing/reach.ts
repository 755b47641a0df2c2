import { neverBlock, type ReachGraph } from './reach-graph.ts';

/** An account that was reached. */
export interface Reached {
  readonly account: number;
  /** Least number of transfers from a source; 0 for the sources. */
  readonly hops: number;
}

/**
 * Searches of one graph. The scratch of a search is kept for the next one, so that a search costs
 * what it touches and not the size of the graph. Not to be used by two callers at once.
 */
export class ReachSearch {
  readonly #graph: ReachGraph;
  /** Number of the search that last touched an account. */
  readonly #touched: Uint32Array;
  readonly #hops: Uint32Array;
  /** Block from which on an account can pass value on; and from which on its edges were walked. */
  readonly #arrival: Uint32Array;
  readonly #walkedFrom: Uint32Array;
  readonly #queue: Uint32Array;
  readonly #seen: Int32Array;
  #search = 0;

  constructor(graph: ReachGraph) {
    this.#graph = graph;
    this.#touched = new Uint32Array(graph.nodeCount);
    this.#hops = new Uint32Array(graph.nodeCount);
    this.#arrival = new Uint32Array(graph.nodeCount);
    this.#walkedFrom = new Uint32Array(graph.nodeCount);
    // One more, for what is written last and not kept.
    this.#queue = new Uint32Array(graph.nodeCount + 1);
    this.#seen = new Int32Array((graph.nodeCount + 31) >>> 5);
  }

  /** How many accounts lie within `hopsMax` transfers of the sources, whatever the time. */
  plain(sources: Iterable<number>, hopsMax: number): number {
    const { start, target } = this.#graph;
    // A bit an account: what is asked at random for every edge stays in the nearest cache.
    const seen = this.#seen.fill(0);
    const queue = this.#queue;
    let end = 0;
    for (const source of sources) {
      const bit = 1 << (source & 31);
      const word = seen[source >>> 5] as number; // CAST: sources are accounts of the graph.
      if ((word & bit) !== 0) continue;
      seen[source >>> 5] = word | bit;
      queue[end++] = source;
    }
    let at = 0;
    for (let hop = 0; hop < hopsMax && at < end; hop += 1) {
      for (const levelEnd = end; at < levelEnd; at += 1) {
        const node = queue[at] as number; // CAST: below `end`, which only grows by writes.
        const edgesEnd = start[node + 1] as number; // CAST: `start` has one more than the nodes.
        for (let edge = start[node] as number; edge < edgesEnd; edge += 1) {
          const next = target[edge] as number; // CAST: `edge` is below the number of edges.
          const word = seen[next >>> 5] as number; // CAST: targets are accounts of the graph.
          // Without a branch, which the processor would guess wrong half of the time.
          queue[end] = next;
          end += ~(word >>> (next & 31)) & 1;
          seen[next >>> 5] = word | (1 << (next & 31));
        }
      }
    }
    return end;
  }

  /** The accounts that the last plain search found, sources first, nearer ones before farther. */
  found(count: number): Uint32Array {
    return this.#queue.slice(0, count);
  }

  /**
   * Accounts that value from the sources can reach in time order within `hopsMax` transfers.
   * Transfers of one block count as simultaneous: their order within it is the miner's choice.
   * `from` is the first block that counts.
   */
  inTimeOrder(sources: Iterable<number>, hopsMax: number, from = 0): Reached[] {
    const search = this.#nextSearch();
    const reached: number[] = [];
    let frontier: number[] = [];
    for (const source of sources) {
      if (this.#touched[source] === search) continue;
      this.#touch(source, search, from, 0);
      reached.push(source);
      frontier.push(source);
    }
    for (let hop = 1; hop <= hopsMax && frontier.length > 0; hop += 1) {
      frontier = this.#step(frontier, search, hop, reached);
    }
    return reached.map((account) => ({ account, hops: this.#hops[account] ?? 0 }));
  }

  #touch(node: number, search: number, arrival: number, hops: number): void {
    this.#touched[node] = search;
    this.#arrival[node] = arrival;
    this.#walkedFrom[node] = neverBlock;
    this.#hops[node] = hops;
  }

  /** Walks the edges that the frontier opened: each edge once, whatever the arrivals later. */
  #step(frontier: readonly number[], search: number, hop: number, reached: number[]): number[] {
    const { start, target, when } = this.#graph;
    const arrivals = frontier.map((node) => this.#arrival[node] ?? 0);
    const next: number[] = [];
    const queued = new Set<number>();
    for (const [place, node] of frontier.entries()) {
      const arrival = arrivals[place] ?? 0;
      const walkedFrom = this.#walkedFrom[node] ?? neverBlock;
      this.#walkedFrom[node] = arrival;
      const end = start[node + 1] ?? 0;
      for (let edge = this.#firstEdge(node, arrival); edge < end; edge += 1) {
        const block = when[edge] ?? 0;
        if (block >= walkedFrom) break;
        const head = target[edge] ?? 0;
        if (this.#touched[head] !== search) {
          this.#touch(head, search, block, hop);
          reached.push(head);
        } else if (!this.#arriveEarlier(head, block)) continue;
        if (queued.has(head)) continue;
        queued.add(head);
        next.push(head);
      }
    }
    return next;
  }

  #arriveEarlier(node: number, block: number): boolean {
    const isEarlier = block < (this.#arrival[node] ?? 0);
    if (isEarlier) this.#arrival[node] = block;
    return isEarlier;
  }

  /** The first edge of a node that is not before a block. */
  #firstEdge(node: number, block: number): number {
    const { start, when } = this.#graph;
    let low = start[node] ?? 0;
    let high = start[node + 1] ?? 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((when[middle] ?? 0) < block) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #nextSearch(): number {
    this.#search += 1;
    return this.#search;
  }
}
