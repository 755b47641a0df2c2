/**
 * Disjoint sets over dense numbers 0, 1, 2, …: the root of a set is its lowest number, so that the
 * result does not depend on the order of the unions.
 */
export class UnionFind {
  #parents: Int32Array<ArrayBuffer>;
  #count = 0;

  constructor(capacity = 1024) {
    this.#parents = new Int32Array(Math.max(1, capacity));
  }

  get count(): number {
    return this.#count;
  }

  /** Makes sure that the numbers below `count` exist, each new one a set of its own. */
  grow(count: number): void {
    if (count <= this.#count) return;
    if (count > this.#parents.length) {
      const parents = new Int32Array(Math.max(count, this.#parents.length * 2));
      parents.set(this.#parents.subarray(0, this.#count));
      this.#parents = parents;
    }
    for (let i = this.#count; i < count; i++) this.#parents[i] = i;
    this.#count = count;
  }

  /** The lowest number of the set. Paths are halved on the way. */
  find(number: number): number {
    const parents = this.#parents;
    let at = number;
    for (;;) {
      const parent = parents[at] ?? at;
      if (parent === at) return at;
      const grandparent = parents[parent] ?? parent;
      parents[at] = grandparent;
      at = grandparent;
    }
  }

  /** Joins two sets; false when they were one already. */
  union(a: number, b: number): boolean {
    const rootA = this.find(a);
    const rootB = this.find(b);
    if (rootA === rootB) return false;
    if (rootA < rootB) this.#parents[rootB] = rootA;
    else this.#parents[rootA] = rootB;
    return true;
  }
}
