import { blockingKeys } from './blocking-keys.ts';
import type { PackedNames } from './packed-names.ts';
import type { Postings } from './postings.ts';
import type { NameToken, PreparedName } from './prepared-name.ts';
import { QuickCheck } from './quick-check.ts';
import { ScoreCeiling } from './score-ceiling.ts';
import { WordTable } from './word-table.ts';

/** Most names compared in full for one query. */
export const candidatesMax = 400;
/**
 * Share of the lighter name that the keys must find: one of two words. What scores above the
 * threshold agrees in more than six sevenths of it, but keys miss words with several letters wrong.
 */
const coverageMin = 0.4;

export interface Candidates {
  /** Positions in the list of names, best covered first. */
  readonly names: readonly number[];
  /** More than `candidatesMax` were possible; the least covered were left out. */
  readonly truncated: boolean;
}

/** Finds which of many names are worth comparing with one. Immutable once built. */
export class CandidateIndex {
  readonly #quickCheck: QuickCheck;
  readonly #ceiling: ScoreCeiling;
  readonly #postings: Postings;
  /** The place of each key among the postings. */
  readonly #keys: ReadonlyMap<string, number>;
  readonly #weights: Float32Array;
  readonly #found: Float32Array;
  readonly #seen: Uint32Array;
  #stamp = 0;

  constructor(packed: PackedNames) {
    const table = new WordTable(packed);
    const count = packed.parties.length;
    this.#quickCheck = new QuickCheck(table);
    this.#ceiling = new ScoreCeiling(table);
    this.#postings = packed.postings;
    this.#keys = new Map(packed.postings.keys.map((key, place) => [key, place]));
    this.#weights = Float32Array.from({ length: count }, (_, at) => foundWeight(table.tokens(at)));
    this.#found = new Float32Array(count);
    this.#seen = new Uint32Array(count);
  }

  /** Names that may score as much with this one; none that do are left out but by their keys. */
  find(name: PreparedName, scoreMin: number): Candidates {
    const touched: number[] = [];
    for (const { weight, sure, near, nearShare } of blockingKeys(name, 'sought')) {
      this.#stamp += 1;
      this.#count(sure, weight, touched);
      this.#count(near, weight * nearShare, touched);
    }
    const own = foundWeight(name.tokens);
    const possible: number[] = [];
    for (const at of touched) {
      if (this.#coverage(at, own) < coverageMin) continue;
      if (!this.#quickCheck.mayMatch(name, at)) continue;
      if (this.#ceiling.reaches(scoreMin, name, at)) possible.push(at);
    }
    const truncated = possible.length > candidatesMax;
    if (truncated) {
      possible.sort((a, b) => this.#coverage(b, own) - this.#coverage(a, own) || a - b);
    }
    for (const at of touched) this.#found[at] = 0;
    return { names: possible.slice(0, candidatesMax), truncated };
  }

  /** The share of the lighter name that the keys found, for a name of this weight. */
  #coverage(at: number, own: number): number {
    return (this.#found[at] ?? 0) / Math.min(own, this.#weights[at] ?? 0);
  }

  /** Adds the weight once to each name that has any of the keys, unless this part already did. */
  #count(keys: readonly string[], weight: number, touched: number[]): void {
    const { starts, places } = this.#postings;
    for (const key of keys) {
      const place = this.#keys.get(key);
      if (place === undefined) continue;
      const end = starts[place + 1] ?? 0;
      for (let next = starts[place] ?? 0; next < end; next += 1) {
        const at = places[next] ?? 0;
        if (this.#seen[at] === this.#stamp) continue;
        this.#seen[at] = this.#stamp;
        const found = this.#found[at] ?? 0;
        if (found === 0) touched.push(at);
        this.#found[at] = found + weight;
      }
    }
  }
}

/** Weight of what keys can find; an initial finds nobody, and does not count. */
function foundWeight(tokens: readonly NameToken[]): number {
  let sum = 0;
  for (const { kind, weight } of tokens) if (kind !== 'initial') sum += weight;
  return Math.max(0.1, sum);
}
