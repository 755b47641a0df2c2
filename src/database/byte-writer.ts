const wordSize = 2 ** 32;
/** The value of each lower-case hex digit by its code; all others are below 0. */
const nibbles = new Int8Array(256).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  nibbles[digit.charCodeAt(0)] = value;
}

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

  byteAt(at: number, value: number): void {
    this.#buffer[at] = value;
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

  /**
   * Two digits to a byte. False, and nothing is written, where the text from `start` on is not
   * lower-case hex of whole bytes, at least one.
   */
  hex(text: string, start: number): boolean {
    const digits = text.length - start;
    if (digits === 0 || digits % 2 === 1) return false;
    this.#room(text.length * 3);
    const [buffer, at] = [this.#buffer, this.#length];
    // Copied as a whole and packed in place: looking at each sign of a string costs several times as much.
    if (buffer.write(text, at, 'utf8') !== text.length) return false;
    for (let to = at, from = at + start; from < at + text.length; to += 1, from += 2) {
      const [high, low] = [nibbles[buffer[from] ?? 0] ?? -1, nibbles[buffer[from + 1] ?? 0] ?? -1];
      if ((high | low) < 0) return false;
      buffer[to] = (high << 4) | low;
    }
    this.#length += digits / 2;
    return true;
  }

  /** Once more what was written from `start` to `end`. */
  again(start: number, end: number): void {
    this.#room(end - start);
    this.#buffer.copyWithin(this.#length, start, end);
    this.#length += end - start;
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
