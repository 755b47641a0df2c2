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
    const residual = this.#capacity.slice();
    const level = new Int32Array(this.#nodes);
    let flow = 0n;
    while (this.#label(start, residual, level, source, sink)) {
      flow += this.#block(start, residual, level, source, sink);
    }
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
  #label(
    start: Uint32Array,
    residual: readonly bigint[],
    level: Int32Array,
    source: number,
    sink: number,
  ): boolean {
    level.fill(-1);
    level[sink] = 0;
    const queue = [sink];
    for (let at = 0; at < queue.length; at += 1) {
      const node = queue[at] ?? 0;
      if (node === source) return true;
      for (let arc = start[node] ?? 0; arc < (start[node + 1] ?? 0); arc += 1) {
        const edge = this.#arcs[arc] ?? 0;
        const tail = this.#head[edge] ?? 0;
        if (level[tail] !== -1 || residual[edge ^ 1] === 0n) continue;
        level[tail] = (level[node] ?? 0) + 1;
        queue.push(tail);
      }
    }
    return false;
  }

  /** Fills every shortest way; the amount that it added. */
  #block(
    start: Uint32Array,
    residual: bigint[],
    level: Int32Array,
    source: number,
    sink: number,
  ): bigint {
    const current = start.slice();
    const path: number[] = [];
    let added = 0n;
    let node = source;
    for (;;) {
      if (node === sink) {
        added += push(path, residual);
        node = source;
        path.length = 0;
        continue;
      }
      const edge = this.#advance(start, current, residual, level, node);
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
  #advance(
    start: Uint32Array,
    current: Uint32Array,
    residual: readonly bigint[],
    level: Int32Array,
    node: number,
  ): number {
    const end = start[node + 1] ?? 0;
    for (let arc = current[node] ?? 0; arc < end; arc += 1) {
      const edge = this.#arcs[arc] ?? 0;
      if (residual[edge] !== 0n && level[this.#head[edge] ?? 0] === (level[node] ?? 0) - 1) {
        current[node] = arc;
        return edge;
      }
    }
    current[node] = end;
    return -1;
  }
}

function push(path: readonly number[], residual: bigint[]): bigint {
  let amount: bigint | undefined;
  for (const edge of path) {
    const left = residual[edge] ?? 0n;
    amount = amount === undefined ? left : lesser(amount, left);
  }
  const pushed = amount ?? 0n;
  for (const edge of path) {
    residual[edge] = (residual[edge] ?? 0n) - pushed;
    residual[edge ^ 1] = (residual[edge ^ 1] ?? 0n) + pushed;
  }
  return pushed;
}
