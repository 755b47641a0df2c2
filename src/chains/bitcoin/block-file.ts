import { WagetraceError } from '../../domain/errors.ts';

/** A block as it lies in a file of Bitcoin Core (`blk*.dat`). */
export interface BlockRecord {
  /** The four bytes that begin each record, hex: they name the network. */
  readonly magic: string;
  readonly bytes: Buffer;
}

/** No block of the family is larger (Bitcoin Cash allows 32 MB). */
const blockBytesMax = 64 * 1024 * 1024;
const headBytes = 8;

/**
 * The blocks of a file in the order in which they lie there. The first record names the magic;
 * what is between records (files are allocated ahead, and an unclean stop leaves rubbish) is
 * passed over up to the next one. Throws `bitcoin.bad-block-file` when the file begins with no
 * record or ends inside one.
 */
export function* blockRecords(file: Buffer): Generator<BlockRecord> {
  const magic = file.subarray(0, 4);
  if (magic.length < 4 || magic.every((byte) => byte === 0)) throw badFile('begins with no record');
  for (let at = 0; at >= 0; at = file.indexOf(magic, at)) {
    const length = at + headBytes <= file.length ? file.readUInt32LE(at + 4) : 0;
    if (length > blockBytesMax || length < 81) {
      if (at === 0) throw badFile('begins with no block');
      at += 1;
      continue;
    }
    const end = at + headBytes + length;
    if (end > file.length) throw badFile('ends inside a block');
    yield { magic: magic.toString('hex'), bytes: file.subarray(at + headBytes, end) };
    at = end;
  }
}

/**
 * The file as it was before Bitcoin Core 28 or newer obscured it with the 8 bytes of `xor.dat`,
 * repeated from the beginning of the file. The same bytes back for a key of zeros.
 */
export function withoutXor(file: Buffer, key: Uint8Array): Buffer {
  if (key.every((byte) => byte === 0)) return file;
  const plain = Buffer.allocUnsafe(file.length);
  for (let i = 0; i < file.length; i++) {
    plain[i] = (file[i] ?? 0) ^ (key[i % key.length] ?? 0);
  }
  return plain;
}

function badFile(reason: string): WagetraceError {
  return new WagetraceError('bitcoin.bad-block-file', `The block file ${reason}`);
}
