import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WagetraceError } from '../../domain/errors.ts';
import { readBlock } from './raw-block.ts';

/** Where a block lies in the files of Bitcoin Core (`blk*.dat`). */
export interface BlockRecord {
  /** The four bytes that begin each record, hex: they name the network. */
  readonly magic: string;
  readonly file: number;
  /** Where its bytes begin, and how many there are. */
  readonly at: number;
  readonly length: number;
}

/** No block of the family is larger (Bitcoin Cash allows 32 MB). */
const blockBytesMax = 64 * 1024 * 1024;
const magicBytes = 4;
const headBytes = 8;
/** A header and one transaction: nothing shorter is a block. */
const blockBytesMin = 81;
/** Read at once where the next record is looked for. */
const windowBytes = 1024 * 1024;

const noKey = Buffer.alloc(0);

interface OpenFile {
  readonly descriptor: number;
  readonly size: number;
  /** XOR key of Bitcoin Core 28 and newer; all zero where there is none. */
  readonly key: Buffer;
}

/**
 * Block files, open and never in memory as a whole. Newer nodes obscure theirs with the 8 bytes of
 * `xor.dat` beside them, repeated from the beginning of each file: they are read through it.
 */
export class BlockFiles {
  readonly #files: readonly OpenFile[];

  /** Throws what the file system throws. */
  constructor(paths: readonly string[]) {
    this.#files = paths.map((path) => {
      const descriptor = openSync(path, 'r');
      return { descriptor, size: fstatSync(descriptor).size, key: keyBeside(path) };
    });
  }

  /**
   * The blocks of all files in the order in which they lie there. The first record of all names
   * the magic; what is between records (files are allocated ahead, and an unclean stop leaves
   * rubbish) is passed over up to the next one, also where it begins like a record. Throws `bitcoin.bad-block-file` when a file begins
   * with no block of that network or ends inside one.
   */
  *records(): Generator<BlockRecord> {
    let magic: Buffer | undefined;
    for (const file of this.#files.keys()) {
      const first = this.#bytes(file, 0, magicBytes);
      if (first.length < magicBytes || first.every((byte) => byte === 0)) {
        throw badFile('begins with no record');
      }
      magic ??= first;
      if (!magic.equals(first)) throw badFile('is of another network than the first');
      yield* this.#recordsOf(file, magic);
    }
  }

  /** The first bytes of a block; all of them when `length` is not given. */
  read(record: BlockRecord, length = record.length): Buffer {
    return this.#bytes(record.file, record.at, Math.min(length, record.length));
  }

  close(): void {
    for (const { descriptor } of this.#files) closeSync(descriptor);
  }

  *#recordsOf(file: number, magic: Buffer): Generator<BlockRecord> {
    const { size } = this.#files[file] ?? { size: 0 };
    for (let at = 0; at >= 0; at = this.#next(file, magic, at)) {
      const length = at + headBytes <= size ? this.#bytes(file, at + 4, 4).readUInt32LE(0) : 0;
      if (length > blockBytesMax || length < blockBytesMin) {
        if (at === 0) throw badFile('begins with no block');
        at += 1;
        continue;
      }
      if (!this.#isRecord(file, magic, at, length)) {
        at += 1;
        continue;
      }
      yield { magic: magic.toString('hex'), file, at: at + headBytes, length };
      at += headBytes + length;
    }
  }

  /**
   * Behind a record comes another one, space ahead or the end of the file; where something else
   * does, its bytes tell whether they are a block. Throws `bitcoin.bad-block-file` for the last one
   * where the file ends inside it.
   */
  #isRecord(file: number, magic: Buffer, at: number, length: number): boolean {
    const end = at + headBytes + length;
    if (end > (this.#files[file]?.size ?? 0)) {
      if (this.#next(file, magic, at + 1) < 0) throw badFile('ends inside a block');
      return false;
    }
    const behind = this.#bytes(file, end, magicBytes);
    // Space ahead lies there as zeros, with and without a key.
    const ahead = withoutXor(Buffer.alloc(behind.length), this.#files[file]?.key ?? noKey, end);
    if (behind.equals(magic) || behind.equals(ahead)) return true;
    return isBlock(this.#bytes(file, at + headBytes, length));
  }

  /** Where the magic stands next, at `from` or behind it; −1 when nowhere. */
  #next(file: number, magic: Buffer, from: number): number {
    const { size } = this.#files[file] ?? { size: 0 };
    for (let at = from; at < size; at += windowBytes) {
      // Windows overlap, so that none cuts a magic in two.
      const found = this.#bytes(file, at, windowBytes + magicBytes - 1).indexOf(magic);
      if (found >= 0) return at + found;
    }
    return -1;
  }

  #bytes(file: number, at: number, length: number): Buffer {
    const opened = this.#files[file];
    if (opened === undefined) throw badFile('is not open');
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, opened.size - at)));
    for (let read = 0; read < bytes.length; ) {
      const more = readSync(opened.descriptor, bytes, read, bytes.length - read, at + read);
      if (more === 0) throw badFile('became shorter while it was read');
      read += more;
    }
    return withoutXor(bytes, opened.key, at);
  }
}

function isBlock(bytes: Buffer): boolean {
  try {
    readBlock(bytes);
    return true;
  } catch {
    return false; // Whatever is wrong with it, it is none.
  }
}

function keyBeside(path: string): Buffer {
  const file = join(dirname(path), 'xor.dat');
  return existsSync(file) ? readFileSync(file) : noKey;
}

/** The bytes that lie at `at` of a file, in place, without its key. */
function withoutXor(bytes: Buffer, key: Buffer, at: number): Buffer {
  if (key.every((byte) => byte === 0)) return bytes;
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (bytes[i] ?? 0) ^ (key[(at + i) % key.length] ?? 0);
  }
  return bytes;
}

function badFile(reason: string): WagetraceError {
  return new WagetraceError('bitcoin.bad-block-file', `The block file ${reason}`);
}
