const wordSize = 2 ** 32;

/** Bytes in network order, in a buffer that grows. */
export class ByteWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(expectedBytes: number) {
    this.#buffer = Buffer.allocUnsafe(expectedBytes);
  }

  get length(): number {
    return this.#length;
  }

  /** Holds what was written, up to `length`; another one after the next write. */
  get buffer(): Uint8Array {
    return this.#buffer;
  }

  byte(value: number): void {
    this.#room(1);
    this.#buffer[this.#length] = value;
    this.#length += 1;
  }

  int2(value: number): void {
    this.byte((value >> 8) & 0xff);
    this.byte(value & 0xff);
  }

  int4(value: number): void {
    this.#room(4);
    this.int4At(this.#length, value);
    this.#length += 4;
  }

  int4At(at: number, value: number): void {
    this.#buffer[at] = value >>> 24;
    this.#buffer[at + 1] = (value >>> 16) & 0xff;
    this.#buffer[at + 2] = (value >>> 8) & 0xff;
    this.#buffer[at + 3] = value & 0xff;
  }

  /** A safe integer: a bigint each would be an allocation each. */
  int8(value: number): void {
    this.int4(Math.floor(value / wordSize));
    this.int4(value >>> 0);
  }

  /** UTF-8. */
  text(value: string): void {
    // At most three bytes for a code unit.
    this.#room(value.length * 3);
    this.#length += this.#buffer.write(value, this.#length, 'utf8');
  }

  /** Two digits to a byte; the text from `start` on is hex of whole bytes. */
  hex(text: string, start: number): void {
    this.#room((text.length - start) / 2);
    this.#length += this.#buffer.write(text.slice(start), this.#length, 'hex');
  }

  append(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written; the writer is not used after that. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}
