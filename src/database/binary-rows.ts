/** Count of fields. */
const headerBytes = 2;
const wordSize = 2 ** 32;

/**
 * Rows in the binary format, in the bytes as they came: of each the count of its fields, and of each
 * field its length and its bytes (PostgreSQL manual, Message Formats: DataRow). Read one after the
 * other; fields are asked for by place.
 */
export class BinaryRows {
  readonly bytes: Buffer;
  readonly count: number;
  readonly #columns: number;
  /** Row by row, where each field lies; -1: it is null. */
  readonly #fields: Int32Array;
  #row = -1;

  /** `rows`: where each begins. All have as many fields. */
  constructor(bytes: Buffer, rows: readonly number[]) {
    this.bytes = bytes;
    this.count = rows.length;
    this.#columns = rows[0] === undefined ? 0 : bytes.readInt16BE(rows[0]);
    this.#fields = new Int32Array(this.count * this.#columns);
    let place = 0;
    for (const row of rows) {
      let at = row + headerBytes;
      for (let column = 0; column < this.#columns; column += 1, place += 1) {
        const length = int4At(bytes, at);
        at += 4;
        this.#fields[place] = length < 0 ? -1 : at;
        if (length > 0) at += length;
      }
    }
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
    return this.#fields[this.#row * this.#columns + field] ?? -1;
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

function int4At(bytes: Buffer, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}
