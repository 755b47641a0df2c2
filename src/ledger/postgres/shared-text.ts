import { shortHash } from './hash-codec.ts';

/** Texts of one answer, spelled once each: the same bytes give the same string. */
export class SharedText<Text extends string> {
  readonly #bytes: Buffer;
  readonly #spell: (bytes: Buffer, start: number, end: number) => Text;
  readonly #byHash = new Map<number, Spelled<Text>>();

  constructor(bytes: Buffer, spell: (bytes: Buffer, start: number, end: number) => Text) {
    this.#bytes = bytes;
    this.#spell = spell;
  }

  at(start: number, end: number): Text {
    const hash = shortHash(this.#bytes, start, end);
    const known = this.#byHash.get(hash);
    if (known && this.#equal(known, start, end)) return known.text;
    const text = this.#spell(this.#bytes, start, end);
    if (!known) this.#byHash.set(hash, { start, end, text });
    return text;
  }

  #equal(known: Spelled<Text>, start: number, end: number): boolean {
    if (known.end - known.start !== end - start) return false;
    for (let at = 0; at < end - start; at += 1) {
      if (this.#bytes[known.start + at] !== this.#bytes[start + at]) return false;
    }
    return true;
  }
}

/** Where a text was met first. */
interface Spelled<Text> {
  readonly start: number;
  readonly end: number;
  readonly text: Text;
}
