import { ByteWriter } from '../../database/byte-writer.ts';

/** First byte of a stored hash: how it was spelled. */
const spelling = { text: 0, prefixedHex: 1, hex: 2 } as const;
const fnvOffset = 0x811c9dc5;
const fnvPrime = 0x01000193;

/**
 * A transaction or block hash as bytes, half as long as its hex. Everything that is not lower-case
 * hex of whole bytes (base58 of Solana, ids in a file) is kept as the text that it is.
 */
export function encodeHash(hash: string): Buffer {
  const into = new ByteWriter(1 + hash.length);
  writeHash(into, hash);
  return into.bytes();
}

/** Writes what `encodeHash` gives for the text from `from` on. */
export function writeHash(into: ByteWriter, text: string, from = 0): void {
  const prefixed = text.startsWith('0x', from);
  const start = into.length;
  into.byte(prefixed ? spelling.prefixedHex : spelling.hex);
  if (into.hex(text, prefixed ? from + 2 : from)) return;
  into.byteAt(start, spelling.text);
  into.text(from === 0 ? text : text.slice(from));
}

/** The spelling that was given to `encodeHash`. */
export function decodeHash(bytes: Buffer, start = 0, end = bytes.length): string {
  const rest = start + 1;
  if (bytes[start] === spelling.text) return bytes.toString('utf8', rest, end);
  const digits = bytes.toString('hex', rest, end);
  return bytes[start] === spelling.prefixedHex ? `0x${digits}` : digits;
}

/** Whether the bytes from `start` on are a stored hash that is spelled with `0x`. */
export function isPrefixedHex(bytes: Buffer, start: number): boolean {
  return bytes[start] === spelling.prefixedHex;
}

/** FNV-1a of the bytes as a signed integer: what indexes hold in place of the whole id. */
export function shortHash(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let hash = fnvOffset;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), fnvPrime);
  return hash | 0;
}
