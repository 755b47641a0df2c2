import { decodeHash, isPrefixedHex } from './hash-codec.ts';

const digitCodes = Buffer.from('0123456789abcdef', 'latin1');

/**
 * Spells stored hashes behind a prefix, each in one piece: a text that is put together of two is
 * put together once more by whoever looks it up.
 */
export class PrefixedHashes {
  readonly #prefix: string;
  #written: Buffer;

  constructor(prefix: string) {
    this.#prefix = prefix;
    this.#written = Buffer.from(`${prefix}0x`, 'latin1');
  }

  /** The prefix, and what `decodeHash` gives. */
  at(bytes: Buffer, start: number, end: number): string {
    if (!isPrefixedHex(bytes, start)) return `${this.#prefix}${decodeHash(bytes, start, end)}`;
    let to = this.#prefix.length + 2;
    const length = to + 2 * (end - start - 1);
    if (length > this.#written.length) this.#written = Buffer.concat([this.#written], 2 * length);
    const written = this.#written;
    for (let at = start + 1; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      written[to] = digitCodes[byte >> 4] ?? 0;
      written[to + 1] = digitCodes[byte & 15] ?? 0;
      to += 2;
    }
    return written.toString('latin1', 0, length);
  }
}
