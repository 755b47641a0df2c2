const prime = 0x01000193;
/** So many bytes at each end of a text tell it from most others. */
const signBytes = 8;

/** Texts of one answer, spelled once each: the same bytes give the same string. */
export class SharedText<Text extends string> {
  readonly #bytes: Buffer;
  readonly #spell: (bytes: Buffer, start: number, end: number) => Text;
  /** Number + 1 by hash, the next free one where it is taken; 0: free. */
  #slots = new Int32Array(64);
  /** By number, in the order of their coming. */
  readonly #texts: Text[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** What was asked for last is often asked for next. */
  #last = 0;

  constructor(bytes: Buffer, spell: (bytes: Buffer, start: number, end: number) => Text) {
    this.#bytes = bytes;
    this.#spell = spell;
  }

  at(start: number, end: number): Text {
    if (!this.#isEqual(this.#last, start, end)) this.#last = this.#numberOf(start, end);
    // CAST: each number has a text.
    return this.#texts[this.#last] as Text;
  }

  #numberOf(start: number, end: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = this.#hashOf(start, end) & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0) return this.#insert(slot, start, end);
      if (this.#isEqual(number, start, end)) return number;
    }
  }

  #insert(slot: number, start: number, end: number): number {
    const count = this.#texts.push(this.#spell(this.#bytes, start, end));
    this.#slots[slot] = count;
    this.#starts.push(start);
    this.#ends.push(end);
    if (count * 2 > this.#slots.length) this.#grow();
    return count - 1;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#texts.length; number += 1) {
      let slot = this.#hashOf(this.#starts[number] ?? 0, this.#ends[number] ?? 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }

  /** Of the first bytes and the last ones: ids are hashes, or differ in a prefix or a count. */
  #hashOf(start: number, end: number): number {
    const bytes = this.#bytes;
    let hash = end - start;
    const from = Math.max(start, end - signBytes);
    for (let at = from; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), prime);
    const to = Math.min(from, start + signBytes);
    for (let at = start; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), prime);
    return hash ^ (hash >>> 15);
  }

  #isEqual(number: number, start: number, end: number): boolean {
    const known = this.#starts[number];
    if (known === undefined || (this.#ends[number] ?? 0) - known !== end - start) return false;
    const bytes = this.#bytes;
    for (let at = end - start - 1; at >= 0; at -= 1) {
      if (bytes[known + at] !== bytes[start + at]) return false;
    }
    return true;
  }
}
