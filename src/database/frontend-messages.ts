import { ByteWriter } from './byte-writer.ts';
import type { PreparedValue } from './prepared-read.ts';

const code = { bind: 'B', close: 'C', execute: 'E', parse: 'P', sync: 'S' } as const;
const format = { text: 0, binary: 1 } as const;
/** Of a value of few bytes, and of a statement's name. */
const expectedBytes = 256;

/**
 * Messages of the extended query protocol (PostgreSQL manual, Message Formats), to be sent in one
 * piece. pg's own would each be copied several times as they grow, and be a write each.
 */
export class FrontendMessages {
  readonly #into: ByteWriter;

  constructor(values: readonly PreparedValue[] = []) {
    const bytes = values.reduce((sum, value) => sum + (value?.length ?? 0), 0);
    this.#into = new ByteWriter(bytes + expectedBytes * 8);
  }

  /** Under this name, whatever had it before. The types of parameters are those that the text says. */
  parse(name: string, text: string): void {
    // Closing what is not there is no error.
    this.#message(code.close, () => {
      this.#into.text('S');
      this.#string(name);
    });
    this.#message(code.parse, () => {
      this.#string(name);
      this.#string(text);
      this.#into.int2(0);
    });
  }

  /** The statement of this name with these values; all fields of its rows come in binary. */
  run(name: string, values: readonly PreparedValue[]): void {
    const into = this.#into;
    this.#message(code.bind, () => {
      this.#string('');
      this.#string(name);
      into.int2(values.length);
      for (const value of values) {
        into.int2(value instanceof Uint8Array ? format.binary : format.text);
      }
      into.int2(values.length);
      for (const value of values) this.#value(value);
      into.int2(1);
      into.int2(format.binary);
    });
    this.#message(code.execute, () => {
      this.#string('');
      into.int4(0);
    });
  }

  /** The end of the implicit transaction. The messages are not added to after that. */
  sync(): Buffer {
    this.#message(code.sync, () => undefined);
    return this.#into.bytes();
  }

  #message(type: string, write: () => void): void {
    this.#into.text(type);
    this.#counted(write, 4);
  }

  #value(value: PreparedValue): void {
    if (value === null) this.#into.int4(-1);
    else if (typeof value === 'string') this.#counted(() => this.#into.text(value), 0);
    else this.#counted(() => this.#into.append(value), 0);
  }

  /** What is written, after its length, in which the length itself counts as `own` bytes. */
  #counted(write: () => void, own: number): void {
    const at = this.#into.length;
    this.#into.int4(0);
    write();
    this.#into.int4At(at, this.#into.length - at - 4 + own);
  }

  #string(text: string): void {
    this.#into.text(text);
    this.#into.byte(0);
  }
}
