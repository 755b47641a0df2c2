/**
 * Labels of lots: the numbers of the seeds, and above them sets of seeds, for value that is traced
 * for several seeds at once because one's transfer carried another's value.
 */
export class LabelSets {
  readonly #seeds: number[][];
  readonly #unions = new Map<string, number>();

  constructor(seeds: number) {
    this.#seeds = Array.from({ length: seeds }, (_, seed) => [seed]);
  }

  seedsOf(label: number): readonly number[] {
    return this.#seeds[label] ?? [];
  }

  /** The label of the seeds of both. */
  union(a: number, b: number): number {
    const seeds = [...new Set([...this.seedsOf(a), ...this.seedsOf(b)])].sort((x, y) => x - y);
    if (seeds.length === this.seedsOf(a).length) return a;
    const key = seeds.join();
    const known = this.#unions.get(key);
    if (known !== undefined) return known;
    const label = this.#seeds.length;
    this.#seeds.push(seeds);
    this.#unions.set(key, label);
    return label;
  }
}
