import type { Duplex } from 'node:stream';
import { BinaryRows } from './binary-rows.ts';

const code = { dataRow: 0x44, commandComplete: 0x43, readyForQuery: 0x5a } as const;
/** Of a message: its code, and its length without the code. */
const headerBytes = 5;
const lengthBytes = 4;

/**
 * Takes the rows out of what a server sends until it is ready for the next query, as the bytes that
 * they came as: pg reads every field as text in UTF-8, which binary fields do not survive. All other
 * messages reach pg as before.
 */
export class RowTap {
  readonly #stream: Duplex;
  readonly #readers: readonly ((piece: Buffer) => void)[];
  /** All that was sent, so that rows need not be copied one by one. */
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  /** Of each statement that was completed, where the bodies of its rows begin in all that was sent. */
  readonly #completed: number[][] = [];
  #rows: number[] = [];
  readonly #header = Buffer.alloc(headerBytes);
  #headerRead = 0;
  /** Of the message whose header was read, how much is still to come. */
  #left = 0;

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

  /** What each statement gave that was completed. Asked for once the server is ready. */
  answers(): BinaryRows[] {
    const bytes = Buffer.concat(this.#chunks);
    return this.#completed.map((rows) => new BinaryRows(bytes, rows));
  }

  readonly #take = (chunk: Buffer): void => {
    const before = this.#bytes;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    for (let at = 0; at < chunk.length; ) {
      if (this.#headerRead < headerBytes) {
        at = this.#takeHeader(chunk, at);
        if (this.#headerRead < headerBytes) return;
        this.#begin(before + at);
      }
      const end = Math.min(chunk.length, at + this.#left);
      this.#left -= end - at;
      this.#takeBody(chunk, at, end);
      at = end;
      if (this.#left > 0) return;
      this.#headerRead = 0;
      if (this.#header[0] !== code.readyForQuery) continue;
      if (at < chunk.length) this.#stream.emit('data', chunk.subarray(at));
      return;
    }
  };

  /** Where the chunk is read to. */
  #takeHeader(chunk: Buffer, start: number): number {
    let at = start;
    for (; at < chunk.length && this.#headerRead < headerBytes; at += 1) {
      this.#header[this.#headerRead] = chunk[at] ?? 0;
      this.#headerRead += 1;
    }
    return at;
  }

  /** A message whose body begins there in all that was sent. */
  #begin(body: number): void {
    const header = this.#header;
    this.#left = header.readInt32BE(1) - lengthBytes;
    if (header[0] === code.dataRow) this.#rows.push(body);
    else this.#pass(Buffer.from(header));
    if (header[0] !== code.commandComplete) return;
    this.#completed.push(this.#rows);
    this.#rows = [];
  }

  #takeBody(chunk: Buffer, at: number, end: number): void {
    if (this.#header[0] === code.dataRow || at === end) return;
    // Before pg learns that the server is ready: it sends the next query then, with another tap.
    if (this.#left === 0 && this.#header[0] === code.readyForQuery) this.#close();
    this.#pass(chunk.subarray(at, end));
  }

  #close(): void {
    this.#stream.removeListener('data', this.#take);
    for (const reader of this.#readers) this.#stream.on('data', reader);
  }

  #pass(piece: Buffer): void {
    for (const reader of this.#readers) reader.call(this.#stream, piece);
  }
}
