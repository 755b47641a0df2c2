import { blockingKeys, type KeyedPart } from './blocking-keys.ts';
import { packNames } from './packed-names.ts';
import type { PreparedName } from './prepared-name.ts';
import { QuickCheck } from './quick-check.ts';
import { ScoreCeiling } from './score-ceiling.ts';

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
  readonly #postings = new Map<string, number[]>();
  readonly #weights: Float32Array;
  readonly #found: Float32Array;
  readonly #seen: Uint32Array;
  #stamp = 0;

  constructor(names: readonly PreparedName[]) {
    const packed = packNames(names);
    this.#quickCheck = new QuickCheck(packed);
    this.#ceiling = new ScoreCeiling(packed);
    this.#weights = Float32Array.from(names, weightOf);
    this.#found = new Float32Array(names.length);
    this.#seen = new Uint32Array(names.length);
    this.#keepAll(names);
  }

  /** Names share their words, and with them the parts that the keys are of. */
  #keepAll(names: readonly PreparedName[]): void {
    const postingsOf = new Map<KeyedPart, number[][]>();
    names.forEach((name, at) => {
      for (const part of blockingKeys(name, 'kept')) {
        const known = part.ofWord ? postingsOf.get(part) : undefined;
        const postings = known ?? [...part.sure, ...part.near].map((key) => this.#postingsOf(key));
        if (part.ofWord && !known) postingsOf.set(part, postings);
        for (const one of postings) {
          // Names come in order: one that has the key already is the last that has it.
          if (one[one.length - 1] !== at) one.push(at);
        }
      }
    });
  }

  #postingsOf(key: string): number[] {
    const postings = this.#postings.get(key) ?? [];
    if (postings.length === 0) this.#postings.set(key, postings);
    return postings;
  }

  /** Names that may score as much with this one; none that do are left out but by their keys. */
  find(name: PreparedName, scoreMin: number): Candidates {
    const touched: number[] = [];
    for (const { weight, sure, near, nearShare } of blockingKeys(name, 'sought')) {
      this.#stamp += 1;
      this.#count(sure, weight, touched);
      this.#count(near, weight * nearShare, touched);
    }
    const own = weightOf(name);
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
    for (const key of keys) {
      const postings = this.#postings.get(key);
      if (!postings) continue;
      for (const at of postings) {
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
function weightOf(name: PreparedName): number {
  const found = name.tokens.filter(({ kind }) => kind !== 'initial');
  return Math.max(
    0.1,
    found.reduce((sum, { weight }) => sum + weight, 0),
  );
}
