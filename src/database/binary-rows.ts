/** Signature, flags, length of an extension that nobody uses. */
const headerBytes = 19;
const endOfData = -1;
const wordSize = 2 ** 32;

/**
 * Rows in the binary format of COPY, read one after the other in the bytes as they came: count of
 * fields, then length and bytes of each (PostgreSQL manual, COPY). Fields are asked for by place.
 */
export class BinaryRows {
  readonly bytes: Buffer;
  /** How many rows there are, as the server counted. */
  readonly count: number;
  /** Where each field of the current row lies; -1: it is null. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #at = headerBytes;

  constructor(bytes: Buffer, count: number) {
    this.bytes = bytes;
    this.count = count;
  }

  /** Goes on to the next row; false after the last one. */
  next(): boolean {
    const { bytes } = this;
    const fields = bytes.readInt16BE(this.#at);
    if (fields === endOfData) return false;
    let at = this.#at + 2;
    for (let field = 0; field < fields; field += 1) {
      const length = int4At(bytes, at);
      at += 4;
      this.#starts[field] = length < 0 ? -1 : at;
      at += Math.max(0, length);
      this.#ends[field] = at;
    }
    this.#at = at;
    return true;
  }

  /** Back to before the first row. */
  rewind(): void {
    this.#at = headerBytes;
  }

  isNull(field: number): boolean {
    return this.start(field) < 0;
  }

  start(field: number): number {
    return this.#starts[field] ?? -1;
  }

  end(field: number): number {
    return this.#ends[field] ?? -1;
  }

  boolean(field: number): boolean {
    return this.bytes[this.start(field)] === 1;
  }

  int4(field: number): number {
    return int4At(this.bytes, this.start(field));
  }

  /** As a number: heights, ids and times in microseconds are far below 2^53. */
  int8(field: number): number {
    const start = this.start(field);
    return int4At(this.bytes, start) * wordSize + (int4At(this.bytes, start + 4) >>> 0);
  }

  text(field: number): string {
    return this.bytes.toString('utf8', this.start(field), this.end(field));
  }
}

function int4At(bytes: Buffer, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}
