import type { Duplex } from 'node:stream';

const code = { dataRow: 0x44, readyForQuery: 0x5a } as const;
/** Of a message: its code, and its length without the code. */
const headerBytes = 5;
const lengthBytes = 4;

/**
 * Takes the rows out of what a server sends until it is ready for the next query, as the bytes that
 * they came as: pg reads every field as text in UTF-8, which binary fields do not survive. All other
 * messages reach pg as before.
 */
export class RowTap {
  /** The bodies of the rows, without header. */
  readonly rows: Buffer[] = [];
  readonly #stream: Duplex;
  readonly #readers: readonly ((piece: Buffer) => void)[];
  readonly #header = Buffer.alloc(headerBytes);
  #headerRead = 0;
  /** Of the message whose header was read, how much is still to come. */
  #left = 0;
  #row: Buffer | undefined;

  private constructor(stream: Duplex) {
    this.#stream = stream;
    // CAST: listeners of data take data.
    this.#readers = stream.listeners('data') as ((piece: Buffer) => void)[];
  }

  /** Nobody else reads the stream's data until the server is ready. */
  static on(stream: Duplex): RowTap {
    const tap = new RowTap(stream);
    stream.removeAllListeners('data');
    stream.on('data', tap.#take);
    return tap;
  }

  readonly #take = (chunk: Buffer): void => {
    for (let at = 0; at < chunk.length; ) {
      const isHeader = this.#headerRead < headerBytes;
      const wanted = isHeader ? headerBytes - this.#headerRead : this.#left;
      const piece = chunk.subarray(at, at + wanted);
      at += piece.length;
      if (isHeader) this.#takeHeader(piece);
      else this.#takeBody(piece);
      if (this.#headerRead < headerBytes || this.#left > 0) continue;
      this.#headerRead = 0;
      if (this.#header[0] !== code.readyForQuery) continue;
      if (at < chunk.length) this.#stream.emit('data', chunk.subarray(at));
      return;
    }
  };

  #takeHeader(piece: Buffer): void {
    this.#headerRead += piece.copy(this.#header, this.#headerRead);
    if (this.#headerRead < headerBytes) return;
    this.#left = this.#header.readInt32BE(1) - lengthBytes;
    this.#row = undefined;
    if (this.#header[0] === code.dataRow) {
      this.#row = Buffer.allocUnsafe(this.#left);
      this.rows.push(this.#row);
    } else {
      this.#pass(Buffer.from(this.#header));
    }
  }

  #takeBody(piece: Buffer): void {
    const row = this.#row;
    if (row) piece.copy(row, row.length - this.#left);
    this.#left -= piece.length;
    if (row) return;
    // Before pg learns that the server is ready: it sends the next query then, with another tap.
    if (this.#left === 0 && this.#header[0] === code.readyForQuery) this.#close();
    this.#pass(piece);
  }

  #close(): void {
    this.#stream.removeListener('data', this.#take);
    for (const reader of this.#readers) this.#stream.on('data', reader);
  }

  #pass(piece: Buffer): void {
    for (const reader of this.#readers) reader.call(this.#stream, piece);
  }
}
