/** A set of transfer indexes that is read in ascending order while it grows ahead of the reader. */
export class IndexSet {
  readonly #words: Uint32Array;
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
    this.#words = new Uint32Array((size + 31) >>> 5);
  }

  add(index: number): void {
    const word = index >>> 5;
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (index & 31));
  }

  /** The least member that is at least `from`; -1 when there is none. */
  next(from: number): number {
    if (from >= this.#size) return -1;
    let word = from >>> 5;
    let bits = ((this.#words[word] ?? 0) & (-1 << (from & 31))) >>> 0;
    while (bits === 0) {
      word += 1;
      if (word >= this.#words.length) return -1;
      bits = this.#words[word] ?? 0;
    }
    return (word << 5) + 31 - Math.clz32(bits & -bits);
  }

  toArray(): Uint32Array {
    const members: number[] = [];
    for (let index = this.next(0); index >= 0; index = this.next(index + 1)) members.push(index);
    return Uint32Array.from(members);
  }
}
