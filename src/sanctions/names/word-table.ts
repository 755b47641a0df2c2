import type { PackedNames } from './packed-names.ts';
import type { NameToken, PreparedName } from './prepared-name.ts';
import { tokenOf } from './word-token.ts';

/**
 * Many names side by side, as numbers: what one question makes of a word is found once for all
 * names that have it; and thousands are looked at for one question, which takes most of its time
 * from one memory to another when each name is an object somewhere.
 */
export class WordTable {
  readonly packed: PackedNames;
  /** Distinct words. */
  readonly words: readonly NameToken[];
  /** Sum of the weights of all words of each name. */
  readonly weights: Float64Array;
  /** 1 for words that are initials. */
  readonly initials: Uint8Array;

  constructor(packed: PackedNames) {
    const { texts, kinds, sounds, starts } = packed;
    this.packed = packed;
    this.words = texts.map((text, at) => tokenOf(text, kinds[at] ?? 'name', sounds[at]));
    this.initials = Uint8Array.from(this.words, ({ kind }) => Number(kind === 'initial'));
    this.weights = new Float64Array(starts.length - 1);
    for (let at = 0; at < this.weights.length; at += 1) {
      this.weights[at] = weightOf(this.tokens(at));
    }
  }

  /** The words of the name at this place, in its order. */
  tokens(at: number): readonly NameToken[] {
    const { starts, places } = this.packed;
    const tokens: NameToken[] = [];
    const end = starts[at + 1] ?? 0;
    for (let next = starts[at] ?? 0; next < end; next += 1) {
      const token = this.words[places[next] ?? 0];
      if (token) tokens.push(token);
    }
    return tokens;
  }

  /** The same as `isOpenPair` for the listed name at this place, without a look at the name itself. */
  isOpenAt(asked: PreparedName, at: number): boolean {
    const { loose, scripts, scriptPlaces } = this.packed;
    const open = asked.fidelity === 'loose' || loose[at] === 1;
    return open && asked.script !== scripts[scriptPlaces[at] ?? 0];
  }
}

/** Sum of the weights, in the order of the words. */
export function weightOf(tokens: readonly NameToken[]): number {
  let sum = 0;
  for (const { weight } of tokens) sum += weight;
  return sum;
}
