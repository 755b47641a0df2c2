/** First byte of a stored hash: how it was spelled. */
const spelling = { text: 0, prefixedHex: 1, hex: 2 } as const;

/**
 * A transaction or block hash as bytes, half as long as its hex. Everything that is not lower-case
 * hex of whole bytes (base58 of Solana, ids in a file) is kept as the text that it is.
 */
export function encodeHash(hash: string): Buffer {
  const prefixed = hash.startsWith('0x');
  const digits = prefixed ? hash.slice(2) : hash;
  if (digits.length % 2 === 0 && /^[0-9a-f]+$/.test(digits)) {
    const tag = prefixed ? spelling.prefixedHex : spelling.hex;
    return Buffer.concat([Buffer.of(tag), Buffer.from(digits, 'hex')]);
  }
  return Buffer.concat([Buffer.of(spelling.text), Buffer.from(hash, 'utf8')]);
}

/** The spelling that was given to `encodeHash`. */
export function decodeHash(bytes: Buffer): string {
  const rest = bytes.subarray(1);
  if (bytes[0] === spelling.text) return rest.toString('utf8');
  return `${bytes[0] === spelling.prefixedHex ? '0x' : ''}${rest.toString('hex')}`;
}
