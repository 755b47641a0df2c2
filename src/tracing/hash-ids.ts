const wordsPerHash = 8;

/**
 * Numbers 32-byte hashes 0, 1, 2, … in the order in which they are first seen: 40 bytes each,
 * where a Map of strings takes a hundred and more. The keys are hashes, so that their first word
 * is as good as a hash of them.
 */
export class HashIds {
  #words = new Int32Array(1024 * wordsPerHash);
  #slots = new Int32Array(2048).fill(-1);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(hash: Buffer): number {
    const slot = this.#slotOf(hash);
    const known = this.#slots[slot] ?? -1;
    if (known >= 0) return known;
    const number = this.#count;
    this.#slots[slot] = number;
    this.#store(number, hash);
    this.#count += 1;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  /** The number of the hash, or −1. */
  find(hash: Buffer): number {
    return this.#slots[this.#slotOf(hash)] ?? -1;
  }

  #slotOf(hash: Buffer): number {
    const mask = this.#slots.length - 1;
    let slot = hash.readInt32LE(0) & mask;
    for (;;) {
      const number = this.#slots[slot] ?? -1;
      if (number < 0 || this.#isAt(number, hash)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isAt(number: number, hash: Buffer): boolean {
    const from = number * wordsPerHash;
    for (let word = 0; word < wordsPerHash; word++) {
      if (this.#words[from + word] !== hash.readInt32LE(4 * word)) return false;
    }
    return true;
  }

  #store(number: number, hash: Buffer): void {
    const from = number * wordsPerHash;
    if (from >= this.#words.length) {
      const words = new Int32Array(this.#words.length * 2);
      words.set(this.#words);
      this.#words = words;
    }
    for (let word = 0; word < wordsPerHash; word++) {
      this.#words[from + word] = hash.readInt32LE(4 * word);
    }
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#count; number++) {
      let slot = (this.#words[number * wordsPerHash] ?? 0) & mask;
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
    this.#slots = slots;
  }
}
