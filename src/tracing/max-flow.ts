import { lesser } from './lesser.ts';

/**
 * A directed network with exact capacities, for maximum flows between the same nodes under
 * changing capacities. Dinic's algorithm: level graphs from the sink, current arcs, one
 * blocking flow per phase (E. A. Dinic, Soviet Math. Doklady 11, 1970).
 */
export class FlowNetwork {
  #nodes = 0;
  /** Edge e and its reverse e ^ 1. */
  readonly #head: number[] = [];
  readonly #capacity: bigint[] = [];
  #start: Uint32Array | undefined;
  #arcs = new Uint32Array();

  addNode(): number {
    this.#nodes += 1;
    return this.#nodes - 1;
  }

  /** Number of the new edge. */
  addEdge(from: number, to: number, capacity: bigint): number {
    this.#start = undefined;
    this.#head.push(to, from);
    this.#capacity.push(capacity, 0n);
    return this.#head.length - 2;
  }

  setCapacity(edge: number, capacity: bigint): void {
    this.#capacity[edge] = capacity;
  }

  /** The greatest amount that can flow; the network itself stays as it is. */
  maxFlow(source: number, sink: number): bigint {
    const start = this.#indexed();
    const open = new Uint8Array(this.#capacity.length);
    for (let edge = 0; edge < open.length; edge += 1) open[edge] = this.#capacity[edge] ? 1 : 0;
    const search: Search = {
      start,
      residual: this.#capacity.slice(),
      open,
      level: new Int32Array(this.#nodes),
      current: start.slice(),
      source,
      sink,
    };
    let flow = 0n;
    while (this.#label(search)) flow += this.#block(search);
    return flow;
  }

  #indexed(): Uint32Array {
    if (this.#start) return this.#start;
    const start = new Uint32Array(this.#nodes + 1);
    const tailOf = (edge: number): number => this.#head[edge ^ 1] ?? 0;
    for (let edge = 0; edge < this.#head.length; edge += 1) {
      start[tailOf(edge) + 1] = (start[tailOf(edge) + 1] ?? 0) + 1;
    }
    for (let node = 0; node < this.#nodes; node += 1) {
      start[node + 1] = (start[node + 1] ?? 0) + (start[node] ?? 0);
    }
    const next = start.slice();
    this.#arcs = new Uint32Array(this.#head.length);
    for (let edge = 0; edge < this.#head.length; edge += 1) {
      const at = next[tailOf(edge)] ?? 0;
      this.#arcs[at] = edge;
      next[tailOf(edge)] = at + 1;
    }
    this.#start = start;
    return start;
  }

  /** Distances to the sink over what is left; false when the source is cut off. */
  #label({ start, open, level, source, sink }: Search): boolean {
    level.fill(-1);
    level[sink] = 0;
    const queue = [sink];
    for (let at = 0; at < queue.length; at += 1) {
      const node = queue[at] ?? 0;
      if (node === source) return true;
      for (let arc = start[node] ?? 0; arc < (start[node + 1] ?? 0); arc += 1) {
        const edge = this.#arcs[arc] ?? 0;
        const tail = this.#head[edge] ?? 0;
        if (level[tail] !== -1 || open[edge ^ 1] === 0) continue;
        level[tail] = (level[node] ?? 0) + 1;
        queue.push(tail);
      }
    }
    return false;
  }

  /** Fills every shortest way; the amount that it added. */
  #block(search: Search): bigint {
    const { start, current, source, sink } = search;
    current.set(start);
    const path: number[] = [];
    let added = 0n;
    let node = source;
    for (;;) {
      if (node === sink) {
        const { amount, kept } = push(path, search);
        added += amount;
        path.length = kept;
        node = this.#head[path.at(-1) ?? -1] ?? source;
        continue;
      }
      const edge = this.#advance(search, node);
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
  #advance({ start, current, open, level }: Search, node: number): number {
    const end = start[node + 1] ?? 0;
    const nearer = (level[node] ?? 0) - 1;
    for (let arc = current[node] ?? 0; arc < end; arc += 1) {
      const edge = this.#arcs[arc] ?? 0;
      if (open[edge] === 1 && level[this.#head[edge] ?? 0] === nearer) {
        current[node] = arc;
        return edge;
      }
    }
    current[node] = end;
    return -1;
  }
}

/** One run of the algorithm. */
interface Search {
  readonly start: Uint32Array;
  readonly residual: bigint[];
  /** 1 where something is left: asked far oftener than how much. */
  readonly open: Uint8Array;
  readonly level: Int32Array;
  readonly current: Uint32Array;
  readonly source: number;
  readonly sink: number;
}

/** Sends what a path can take. How much, and how many of its edges lie before the first it filled. */
function push(
  path: readonly number[],
  { residual, open }: Search,
): { readonly amount: bigint; readonly kept: number } {
  let amount = residual[path[0] ?? 0] ?? 0n;
  for (const edge of path) amount = lesser(amount, residual[edge] ?? 0n);
  let kept = path.length;
  for (let at = path.length - 1; at >= 0; at -= 1) {
    const edge = path[at] ?? 0;
    const left = (residual[edge] ?? 0n) - amount;
    residual[edge] = left;
    residual[edge ^ 1] = (residual[edge ^ 1] ?? 0n) + amount;
    open[edge ^ 1] = 1;
    if (left > 0n) continue;
    open[edge] = 0;
    kept = at;
  }
  return { amount, kept };
}
