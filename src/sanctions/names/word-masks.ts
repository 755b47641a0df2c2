import type { NameToken, PreparedName } from './prepared-name.ts';

/** Whether a word of the name asked for and a listed one go together; `open` where vowels are. */
export type WordsGoTogether = (asked: NameToken, listed: NameToken, open: boolean) => boolean;

/**
 * For each listed word the words of the name asked for that go together with it, one bit each (a
 * name has fewer than 32). Each listed word is compared once for a name, however many names have it.
 */
export class WordMasks {
  readonly #words: readonly NameToken[];
  readonly #goTogether: WordsGoTogether;
  /** First as written, then with open vowels. */
  readonly #masks: Uint32Array;
  readonly #knownSince: Uint32Array;
  #question = 0;
  #asked: PreparedName | undefined;

  constructor(words: readonly NameToken[], goTogether: WordsGoTogether) {
    this.#words = words;
    this.#goTogether = goTogether;
    this.#masks = new Uint32Array(2 * words.length);
    this.#knownSince = new Uint32Array(2 * words.length);
  }

  /** The bits for the listed word at this place. */
  of(asked: PreparedName, place: number, open: boolean): number {
    if (asked !== this.#asked) {
      this.#asked = asked;
      this.#question += 1;
    }
    const slot = open ? this.#words.length + place : place;
    if (this.#knownSince[slot] !== this.#question) {
      this.#knownSince[slot] = this.#question;
      this.#masks[slot] = this.#compare(asked, place, open);
    }
    return this.#masks[slot] ?? 0;
  }

  #compare({ tokens }: PreparedName, place: number, open: boolean): number {
    const listed = this.#words[place];
    let mask = 0;
    for (let at = 0; at < tokens.length; at += 1) {
      const word = tokens[at];
      if (word && listed && this.#goTogether(word, listed, open)) mask |= 1 << at;
    }
    return mask;
  }
}
