/** Count of fields. */
const headerBytes = 2;
/** Of an array of one dimension: dimensions, flags, type, and then its length and first place. */
const arrayHeaderBytes = 20;
const wordSize = 2 ** 32;
const noRows = new Int32Array(0);

/**
 * Rows that came as one, column by column (`preparedRead`), in the binary format: thousands of rows
 * are one message, and not a message each. Of each column the length of the field and the header of
 * its array; of each element its length and its bytes (PostgreSQL manual, DataRow; `array_send`). Read one after the other in the bytes as they came; fields are asked for by place.
 */
export class BinaryRows {
  readonly bytes: Buffer;
  readonly count: number;
  /** By column, where the field of each row lies; -1: it is null. */
  readonly #starts: Int32Array[] = [];
  #row = -1;

  constructor(bytes: Buffer, columns: number) {
    this.bytes = bytes;
    let at = headerBytes;
    for (let column = 0; column < columns; column += 1) {
      const length = int4At(bytes, at);
      at += 4;
      this.#starts.push(length < 0 ? noRows : startsOf(bytes, at));
      at += Math.max(0, length);
    }
    this.count = this.#starts[0]?.length ?? 0;
  }

  /** Goes on to the next row; false after the last one. */
  next(): boolean {
    this.#row += 1;
    return this.#row < this.count;
  }

  /** Back to before the first row. */
  rewind(): void {
    this.#row = -1;
  }

  isNull(field: number): boolean {
    return this.start(field) < 0;
  }

  start(field: number): number {
    return this.#starts[field]?.[this.#row] ?? -1;
  }

  end(field: number): number {
    const start = this.start(field);
    return start < 0 ? start : start + int4At(this.bytes, start - 4);
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

/** Where each element of the array lies that begins at these bytes; -1: it is null. */
function startsOf(bytes: Buffer, array: number): Int32Array {
  const starts = new Int32Array(int4At(bytes, array + 12));
  let at = array + arrayHeaderBytes;
  for (let row = 0; row < starts.length; row += 1) {
    const length = int4At(bytes, at);
    at += 4;
    starts[row] = length < 0 ? -1 : at;
    if (length > 0) at += length;
  }
  return starts;
}

function int4At(bytes: Buffer, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}
