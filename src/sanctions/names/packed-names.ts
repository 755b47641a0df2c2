import { type Postings, postingsOf } from './postings.ts';
import type { NameKind, PreparedName, TokenKind } from './prepared-name.ts';

/** A name of a party, by the places of both: the tenth party's second name is 9, 1. */
export interface OwnedName {
  readonly party: number;
  readonly name: number;
  readonly prepared: PreparedName;
}

/**
 * All names of one kind of party as plain data, which is made once and can be kept: each word once,
 * each name as places of its words, and the keys by which names are found.
 */
export interface PackedNames {
  readonly kind: NameKind;
  /** Distinct words: text, kind and sound of each. */
  readonly texts: readonly string[];
  readonly kinds: readonly TokenKind[];
  readonly sounds: readonly string[];
  /** Places of words, name after name. */
  readonly places: Uint32Array;
  /** Where in `places` each name begins, and after the last one its end. */
  readonly starts: Uint32Array;
  /** 1 for names that read as Korean. */
  readonly korean: Uint8Array;
  /** 1 for names transliterated from a script that leaves vowels open. */
  readonly loose: Uint8Array;
  /** The script of each name, as a place in `scripts`. */
  readonly scriptPlaces: Uint16Array;
  readonly scripts: readonly string[];
  readonly postings: Postings;
  /** Whose name each is, and which of theirs. */
  readonly parties: Uint32Array;
  readonly names: Uint32Array;
}

export function packNames(kind: NameKind, owned: readonly OwnedName[]): PackedNames {
  const names = owned.map(({ prepared }) => prepared);
  const words = new Map<string, number>();
  const texts: string[] = [];
  const kinds: TokenKind[] = [];
  const sounds: string[] = [];
  const starts = new Uint32Array(names.length + 1);
  const places: number[] = [];
  names.forEach(({ tokens }, at) => {
    for (const { text, kind: wordKind, sound } of tokens) {
      const word = `${wordKind} ${text}`;
      const place = words.get(word) ?? texts.push(text) - 1;
      if (place === words.size) {
        words.set(word, place);
        kinds.push(wordKind);
        sounds.push(sound);
      }
      places.push(place);
    }
    starts[at + 1] = places.length;
  });
  const scripts = [...new Set(names.map(({ script }) => script))];
  return {
    ...{ kind, texts, kinds, sounds, starts, scripts },
    places: Uint32Array.from(places),
    korean: Uint8Array.from(names, ({ korean }) => Number(korean.length > 0)),
    loose: Uint8Array.from(names, ({ fidelity }) => Number(fidelity === 'loose')),
    scriptPlaces: Uint16Array.from(names, ({ script }) => scripts.indexOf(script)),
    postings: postingsOf(names),
    parties: Uint32Array.from(owned, ({ party }) => party),
    names: Uint32Array.from(owned, ({ name }) => name),
  };
}
