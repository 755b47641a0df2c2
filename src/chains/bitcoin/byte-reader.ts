import { WagetraceError } from '../../domain/errors.ts';

/** Reads the wire encoding of the Bitcoin family from the front. Throws `bitcoin.truncated`. */
export class ByteReader {
  readonly bytes: Buffer;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.bytes.length - this.#at;
  }

  byte(): number {
    return this.bytes[this.#take(1)] ?? 0;
  }

  uint32(): number {
    return this.bytes.readUInt32LE(this.#take(4));
  }

  int32(): number {
    return this.bytes.readInt32LE(this.#take(4));
  }

  uint64(): bigint {
    return this.bytes.readBigUInt64LE(this.#take(8));
  }

  /** CompactSize: 1, 3, 5 or 9 bytes. */
  size(): number {
    const first = this.byte();
    if (first < 0xfd) return first;
    if (first === 0xfd) return this.bytes.readUInt16LE(this.#take(2));
    if (first === 0xfe) return this.uint32();
    const size = this.uint64();
    if (size > BigInt(this.bytes.length)) throw truncated();
    return Number(size);
  }

  /** The next bytes, a view and no copy. */
  slice(length: number): Buffer {
    const from = this.#take(length);
    return this.bytes.subarray(from, from + length);
  }

  skip(length: number): void {
    this.#take(length);
  }

  #take(length: number): number {
    const from = this.#at;
    if (from + length > this.bytes.length) throw truncated();
    this.#at = from + length;
    return from;
  }
}

function truncated(): WagetraceError {
  return new WagetraceError('bitcoin.truncated', 'The bytes end before what they announce');
}
