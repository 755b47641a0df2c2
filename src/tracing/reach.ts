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
  readonly #queue: Int32Array;
  /** Of each place of the queue, its edges: from the first one until before the last one. */
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #seen: Int32Array;
  #search = 0;

  constructor(graph: ReachGraph) {
    this.#graph = graph;
    this.#touched = new Uint32Array(graph.nodeCount);
    this.#hops = new Uint32Array(graph.nodeCount);
    this.#arrival = new Uint32Array(graph.nodeCount);
    this.#walkedFrom = new Uint32Array(graph.nodeCount);
    // One more, for what is written last and not kept.
    this.#queue = new Int32Array(graph.nodeCount + 1);
    this.#first = new Int32Array(graph.nodeCount);
    this.#last = new Int32Array(graph.nodeCount);
    this.#seen = new Int32Array((graph.nodeCount + 31) >>> 5);
  }

  /** How many accounts lie within `hopsMax` transfers of the sources, whatever the time. */
  plain(sources: Iterable<number>, hopsMax: number): number {
    // A bit an account: what is asked at random for every edge stays in the nearest cache.
    const seen = this.#seen.fill(0);
    const queue = this.#queue;
    let end = 0;
    for (const source of sources) {
      const word = seen[source >>> 5] as number; // CAST: sources are accounts of the graph.
      queue[end] = source;
      end += ~(word >>> (source & 31)) & 1;
      seen[source >>> 5] = word | (1 << (source & 31));
    }
    if (hopsMax === 0) return end;
    let at = 0;
    for (let hop = 1; hop < hopsMax && at < end; hop += 1) {
      const levelEnd = end;
      end = this.#level(at, levelEnd);
      at = levelEnd;
    }
    this.#lastLevel(at, end);
    return bitsOf(seen);
  }

  /** Queues whom the accounts from `at` to `end` of the queue paid first; gives its new end. */
  #level(at: number, end: number): number {
    const { target } = this.#graph;
    const [queue, seen, first, last] = [this.#queue, this.#seen, this.#first, this.#last];
    this.#lookUpEdges(at, end);
    let newEnd = end;
    for (let place = at; place < end; place += 1) {
      const edgesEnd = last[place] as number; // CAST: looked up, as all of this level.
      for (let edge = first[place] as number; edge < edgesEnd; edge += 1) {
        const next = target[edge] as number; // CAST: `edge` is below the number of edges.
        const word = seen[next >>> 5] as number; // CAST: targets are accounts of the graph.
        // Without a branch, which the processor would guess wrong half of the time.
        queue[newEnd] = next;
        newEnd += ~(word >>> (next & 31)) & 1;
        seen[next >>> 5] = word | (1 << (next & 31));
      }
    }
    return newEnd;
  }

  /** The same where nobody goes on from: most edges are here, and a mark each is enough. */
  #lastLevel(at: number, end: number): void {
    const { target } = this.#graph;
    const [seen, first, last] = [this.#seen, this.#first, this.#last];
    this.#lookUpEdges(at, end);
    for (let place = at; place < end; place += 1) {
      const edgesEnd = last[place] as number; // CAST: looked up, as all of this level.
      for (let edge = first[place] as number; edge < edgesEnd; edge += 1) {
        const next = target[edge] as number; // CAST: `edge` is below the number of edges.
        // CAST: targets are accounts of the graph.
        seen[next >>> 5] = (seen[next >>> 5] as number) | (1 << (next & 31));
      }
    }
  }

  /**
   * Where the edges of a level lie. Looked up together, since memory answers questions of which
   * none waits for another at once; asked between the edges each would be waited for.
   */
  #lookUpEdges(at: number, end: number): void {
    const { start } = this.#graph;
    const [queue, first, last] = [this.#queue, this.#first, this.#last];
    for (let place = at; place < end; place += 1) {
      const node = queue[place] as number; // CAST: below `end`.
      first[place] = start[node] as number; // CAST: `start` has one more than the nodes.
      last[place] = start[node + 1] as number; // CAST: as above.
    }
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

/** How many bits are set (Warren, Hacker's Delight, 5-1). */
function bitsOf(words: Int32Array): number {
  let count = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as number; // CAST: below the length.
    const pairs = word - ((word >>> 1) & 0x55555555);
    const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
    count += Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
