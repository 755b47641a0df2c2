import { lesser } from './lesser.ts';

/**
 * A directed network with exact capacities. Nodes and edges are numbered; edge `e` has its reverse
 * as `e ^ 1`.
 */
export class FlowNetwork {
  #nodes = 0;
  readonly #head: number[] = [];
  readonly #capacity: bigint[] = [];

  addNode(): number {
    this.#nodes += 1;
    return this.#nodes - 1;
  }

  /** Number of the new edge. */
  addEdge(from: number, to: number, capacity: bigint): number {
    this.#head.push(to, from);
    this.#capacity.push(capacity, 0n);
    return this.#head.length - 2;
  }

  /** A flow of nothing. The network is not changed any more. */
  emptyFlow(): NetworkFlow {
    return new NetworkFlow(this.#nodes, this.#head, [...this.#capacity]);
  }
}

/**
 * A flow in a network, with what could flow besides. Dinic's algorithm: level graphs, current
 * arcs, one blocking flow per phase (E. A. Dinic, Soviet Math. Doklady 11, 1970).
 */
export class NetworkFlow {
  readonly #head: readonly number[];
  readonly #residual: bigint[];
  /** 1 where something is left: asked far oftener than how much. */
  readonly #open: Uint8Array;
  /** The arcs of a node are `arcs` from `start[node]` to `start[node + 1]`. */
  readonly #start: Uint32Array;
  readonly #arcs: Uint32Array;
  readonly #level: Int32Array;
  readonly #current: Uint32Array;
  /** Pushes since `trial` began, to be taken back. */
  #journal: Journal | undefined;

  constructor(nodes: number, head: readonly number[], residual: bigint[]) {
    this.#head = head;
    this.#residual = residual;
    this.#open = new Uint8Array(residual.length);
    for (let edge = 0; edge < residual.length; edge += 1) this.#mark(edge);
    this.#start = new Uint32Array(nodes + 1);
    this.#arcs = new Uint32Array(head.length);
    this.#level = new Int32Array(nodes);
    this.#current = new Uint32Array(nodes);
    this.#indexArcs();
  }

  /** What flows over an edge that was added. */
  over(edge: number): bigint {
    return this.#residual[edge ^ 1] ?? 0n;
  }

  /** The node that an edge leaves. */
  tailOf(edge: number): number {
    return this.#head[edge ^ 1] ?? 0;
  }

  /** Adds as much as can still flow from source to sink; how much that was. */
  augment(source: number, sink: number): bigint {
    return this.#fill({ from: source, near: sink, flip: 0 });
  }

  /** The same, found from the source on: quicker where little can leave it. */
  augmentFromSource(source: number, sink: number): bigint {
    return this.#fill({ from: sink, near: source, flip: 1 });
  }

  /** Runs with some edges shut, both ways, and then leaves the flow as it was. */
  trial<T>(shut: readonly number[], run: () => T): T {
    const journal: Journal = { edges: [], amounts: [] };
    this.#journal = journal;
    for (const edge of shut) this.#open[edge] = this.#open[edge ^ 1] = 0;
    try {
      return run();
    } finally {
      for (let at = 0; at < journal.edges.length; at += 1) {
        this.#move((journal.edges[at] ?? 0) ^ 1, journal.amounts[at] ?? 0n);
      }
      for (const edge of shut) {
        this.#mark(edge);
        this.#mark(edge ^ 1);
      }
      this.#journal = undefined;
    }
  }

  #indexArcs(): void {
    const [start, head] = [this.#start, this.#head];
    for (const tail of head) start[tail + 1] = (start[tail + 1] ?? 0) + 1;
    for (let node = 0; node + 1 < start.length; node += 1) {
      start[node + 1] = (start[node + 1] ?? 0) + (start[node] ?? 0);
    }
    const next = start.slice();
    for (let edge = 0; edge < head.length; edge += 1) {
      const tail = head[edge ^ 1] ?? 0;
      const at = next[tail] ?? 0;
      this.#arcs[at] = edge;
      next[tail] = at + 1;
    }
  }

  #fill(search: Search): bigint {
    let added = 0n;
    while (this.#label(search)) added += this.#block(search);
    return added;
  }

  /** Distances to the near end over what is left; false when the far end is cut off. */
  #label({ from, near, flip }: Search): boolean {
    const [start, level, open] = [this.#start, this.#level, this.#open];
    level.fill(-1);
    level[near] = 0;
    const queue = [near];
    for (let at = 0; at < queue.length; at += 1) {
      const node = queue[at] ?? 0;
      if (node === from) return true;
      for (let arc = start[node] ?? 0; arc < (start[node + 1] ?? 0); arc += 1) {
        const edge = this.#arcs[arc] ?? 0;
        const tail = this.#head[edge] ?? 0;
        if (level[tail] !== -1 || open[edge ^ 1 ^ flip] === 0) continue;
        level[tail] = (level[node] ?? 0) + 1;
        queue.push(tail);
      }
    }
    return false;
  }

  /** Fills every shortest way; the amount that it added. */
  #block({ from, near, flip }: Search): bigint {
    const current = this.#current;
    current.set(this.#start.subarray(0, current.length));
    const path: number[] = [];
    let added = 0n;
    let node = from;
    for (;;) {
      if (node === near) {
        added += this.#push(path, flip);
        node = this.#head[path.at(-1) ?? -1] ?? from;
        continue;
      }
      const edge = this.#advance(node, flip);
      if (edge >= 0) {
        path.push(edge);
        node = this.#head[edge] ?? 0;
        continue;
      }
      const back = path.pop();
      if (back === undefined) return added;
      node = this.#head[back ^ 1] ?? 0;
      current[node] = (current[node] ?? 0) + 1;
    }
  }

  /** The next arc of a node that leads one level nearer; -1 when it has no more. */
  #advance(node: number, flip: Flip): number {
    const [current, level] = [this.#current, this.#level];
    const end = this.#start[node + 1] ?? 0;
    const nearer = (level[node] ?? 0) - 1;
    for (let arc = current[node] ?? 0; arc < end; arc += 1) {
      const edge = this.#arcs[arc] ?? 0;
      if (this.#open[edge ^ flip] === 1 && level[this.#head[edge] ?? 0] === nearer) {
        current[node] = arc;
        return edge;
      }
    }
    current[node] = end;
    return -1;
  }

  /** Sends what a path can take; how much. Of the path is left what lies before the first edge that it filled. */
  #push(path: number[], flip: Flip): bigint {
    let amount = this.#residual[(path[0] ?? 0) ^ flip] ?? 0n;
    for (const edge of path) amount = lesser(amount, this.#residual[edge ^ flip] ?? 0n);
    let kept = path.length;
    for (let at = path.length - 1; at >= 0; at -= 1) {
      const edge = (path[at] ?? 0) ^ flip;
      this.#move(edge, amount);
      this.#journal?.edges.push(edge);
      this.#journal?.amounts.push(amount);
      if (this.#open[edge] === 0) kept = at;
    }
    path.length = kept;
    return amount;
  }

  #move(edge: number, amount: bigint): void {
    this.#residual[edge] = (this.#residual[edge] ?? 0n) - amount;
    this.#residual[edge ^ 1] = (this.#residual[edge ^ 1] ?? 0n) + amount;
    this.#mark(edge);
    this.#mark(edge ^ 1);
  }

  #mark(edge: number): void {
    this.#open[edge] = (this.#residual[edge] ?? 0n) > 0n ? 1 : 0;
  }
}

/** What was pushed over which edge, one after the other. */
interface Journal {
  readonly edges: number[];
  readonly amounts: bigint[];
}

/** 1: every edge is gone over against its direction. */
type Flip = 0 | 1;

/** Ways are labelled from the near end until the other is met. */
interface Search {
  readonly from: number;
  readonly near: number;
  readonly flip: Flip;
}
