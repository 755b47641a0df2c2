import type { BinaryRows } from '../../database/binary-rows.ts';
import { decodeHash, isPrefixedHex } from './hash-codec.ts';

/** What stands before each field. */
const lengthBytes = 4;
const codeOfX = 'x'.charCodeAt(0);

/**
 * What `decodeHash` gives of a column of all rows. Where they are hashes of one length, as on most
 * chains, they are spelled in one go, and each text is a part of that: the calls would cost most of it.
 */
export function hashesOf(rows: BinaryRows, field: number): string[] {
  const starts: number[] = [];
  let end = 0;
  rows.rewind();
  while (rows.next()) {
    starts.push(rows.start(field));
    end = rows.end(field);
  }
  const first = starts[0] ?? 0;
  const bytes = starts.length === 0 ? 0 : (end - first + lengthBytes) / starts.length;
  const isEven = starts.every(
    (start, row) => start === first + row * bytes && isPrefixedHex(rows.bytes, start),
  );
  return isEven ? parted(rows.bytes, first, bytes, starts.length) : oneByOne(rows, field);
}

function parted(bytes: Buffer, first: number, each: number, count: number): string[] {
  const spelled = Buffer.from(bytes.toString('hex', first, first + each * count), 'latin1');
  // The first byte of each is 1: what is spelled 01 becomes 0x.
  for (let row = 0; row < count; row += 1) spelled[2 * row * each + 1] = codeOfX;
  const text = spelled.toString('latin1');
  const length = 2 * (each - lengthBytes);
  return Array.from({ length: count }, (_, row) =>
    text.slice(2 * row * each, 2 * row * each + length),
  );
}

function oneByOne(rows: BinaryRows, field: number): string[] {
  const texts: string[] = [];
  rows.rewind();
  while (rows.next()) texts.push(decodeHash(rows.bytes, rows.start(field), rows.end(field)));
  return texts;
}
