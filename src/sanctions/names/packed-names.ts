import type { NameToken, PreparedName } from './prepared-name.ts';

/**
 * Many names side by side, as numbers: each word once, and each name as places of its words. Names
 * share their words, so that what one question makes of a word is found once for all names; and
 * thousands are looked at for one question, which takes most of its time from one memory to another
 * when each name is an object somewhere.
 */
export interface PackedNames {
  readonly names: readonly PreparedName[];
  /** Distinct words. */
  readonly words: readonly NameToken[];
  /** Places in `words`, name after name. */
  readonly places: Uint32Array;
  /** Where in `places` each name begins, and after the last one its end. */
  readonly starts: Uint32Array;
  /** Sum of the weights of all words of each name. */
  readonly weights: Float64Array;
  /** 1 for names that read as Korean. */
  readonly korean: Uint8Array;
  /** 1 for names transliterated from a script that leaves vowels open. */
  readonly loose: Uint8Array;
  readonly scripts: readonly string[];
  /** 1 for words that are initials. */
  readonly initials: Uint8Array;
}

export function packNames(names: readonly PreparedName[]): PackedNames {
  const placeOf = new Map<string, number>();
  const words: NameToken[] = [];
  const starts = new Uint32Array(names.length + 1);
  const places: number[] = [];
  names.forEach(({ tokens }, at) => {
    for (const token of tokens) {
      const key = `${token.kind} ${token.text}`;
      const place = placeOf.get(key) ?? words.push(token) - 1;
      placeOf.set(key, place);
      places.push(place);
    }
    starts[at + 1] = places.length;
  });
  return {
    names,
    words,
    places: Uint32Array.from(places),
    starts,
    weights: Float64Array.from(names, ({ tokens }) => weightOf(tokens)),
    korean: Uint8Array.from(names, ({ korean }) => Number(korean.length > 0)),
    loose: Uint8Array.from(names, ({ fidelity }) => Number(fidelity === 'loose')),
    scripts: names.map(({ script }) => script),
    initials: Uint8Array.from(words, ({ kind }) => Number(kind === 'initial')),
  };
}

/** Sum of the weights, in the order of the words. */
export function weightOf(tokens: readonly NameToken[]): number {
  let sum = 0;
  for (const { weight } of tokens) sum += weight;
  return sum;
}

/** The same as `isOpenPair` for the listed name at this place, without a look at the name itself. */
export function isOpenAt(
  { loose, scripts }: PackedNames,
  asked: PreparedName,
  at: number,
): boolean {
  return (asked.fidelity === 'loose' || loose[at] === 1) && asked.script !== scripts[at];
}
