import { sha256 } from '@noble/hashes/sha2.js';
import { type BytesCoder, base58, base58xrp } from '@scure/base';
import { type Base58Letters, base58Letters, writeBase58 } from './base58-text.ts';
import { shortDoubleHash, shortMessageBytesMax } from './sha256-block.ts';

/** The 58 letters of a family of chains. */
export interface Base58Alphabet {
  readonly coder: BytesCoder;
  readonly letters: Base58Letters;
}

/** Bitcoin's, which most others took over. */
const bitcoinAlphabet = alphabet(
  '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz',
  base58,
);
export const rippleAlphabet = alphabet(
  'rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz',
  base58xrp,
);

function alphabet(letters: string, coder: BytesCoder): Base58Alphabet {
  return { coder, letters: base58Letters(letters) };
}

const checksumBytes = 4;
/** The longest payload in use is Zcash Sprout's: 2 + 64 bytes. Base58 is quadratic in its length. */
const textMax = 112;

/** As one word, whose first byte is the highest. */
function checksumOf(payload: Uint8Array): number {
  if (payload.length <= shortMessageBytesMax) return shortDoubleHash(payload)[0] ?? 0;
  const hash = sha256(sha256(payload));
  return new DataView(hash.buffer, hash.byteOffset).getInt32(0);
}

/** Version and payload of a base58 text with a double SHA-256 checksum; undefined for others. */
export function readBase58Check(
  text: string,
  alphabet: Base58Alphabet = bitcoinAlphabet,
): Uint8Array | undefined {
  const bytes = readBase58(text, alphabet);
  if (!bytes || bytes.length <= checksumBytes) return undefined;
  const payload = bytes.subarray(0, -checksumBytes);
  const found = new DataView(bytes.buffer, bytes.byteOffset + payload.length).getInt32(0);
  return found === checksumOf(payload) ? payload : undefined;
}

/** Bytes of a base58 text; undefined when a character is not of the alphabet. */
export function readBase58(
  text: string,
  alphabet: Base58Alphabet = bitcoinAlphabet,
): Uint8Array | undefined {
  if (text.length === 0 || text.length > textMax || !/^[1-9A-Za-z]+$/.test(text)) return undefined;
  if (/[IOl]/.test(text)) return undefined;
  return alphabet.coder.decode(text);
}

/** A version, a hash and their checksum: no address here needs more. */
const written = new Uint8Array(shortMessageBytesMax + checksumBytes);

/**
 * The base58 text of a version and of the hash that lies in `bytes` from `from` up to `to`, together
 * 55 bytes at most, with its checksum.
 */
export function writeBase58Check(
  version: Uint8Array,
  bytes: Uint8Array,
  { letters }: Base58Alphabet = bitcoinAlphabet,
  from = 0,
  to = bytes.length,
): string {
  const length = version.length + to - from;
  for (let i = 0; i < version.length; i++) written[i] = version[i] ?? 0;
  for (let i = from; i < to; i++) written[version.length + i - from] = bytes[i] ?? 0;
  const checksum = shortDoubleHash(written, length)[0] ?? 0;
  for (let i = 0; i < checksumBytes; i++) written[length + i] = checksum >>> (24 - 8 * i);
  return writeBase58(written, length + checksumBytes, letters);
}
