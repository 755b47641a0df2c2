import type { BinaryRows } from '../../database/binary-rows.ts';
import { decodeHash, isPrefixedHex } from './hash-codec.ts';

const codeOfX = 'x'.charCodeAt(0);

/**
 * What `decodeHash` gives of a column of all rows. Where they are hashes of one length, as on most
 * chains, they are spelled in one go, and each text is a part of that: the calls would cost most of it.
 */
export function hashesOf(rows: BinaryRows, field: number): string[] {
  rows.rewind();
  if (!rows.next()) return [];
  const each = rows.end(field) - rows.start(field);
  const packed = Buffer.alloc(rows.count * each);
  rows.rewind();
  for (let to = 0; rows.next(); to += each) {
    const [start, end] = [rows.start(field), rows.end(field)];
    if (end - start !== each || !isPrefixedHex(rows.bytes, start)) return oneByOne(rows, field);
    for (let at = 0; at < each; at += 1) packed[to + at] = rows.bytes[start + at] ?? 0;
  }
  return parted(packed, each, rows.count);
}

function parted(packed: Buffer, each: number, count: number): string[] {
  const spelled = Buffer.from(packed.toString('hex'), 'latin1');
  // The first byte of each is 1: what is spelled 01 becomes 0x.
  for (let row = 0; row < count; row += 1) spelled[2 * row * each + 1] = codeOfX;
  const text = spelled.toString('latin1');
  return Array.from({ length: count }, (_, row) =>
    text.slice(2 * row * each, 2 * (row + 1) * each),
  );
}

function oneByOne(rows: BinaryRows, field: number): string[] {
  const texts: string[] = [];
  rows.rewind();
  while (rows.next()) texts.push(decodeHash(rows.bytes, rows.start(field), rows.end(field)));
  return texts;
}
