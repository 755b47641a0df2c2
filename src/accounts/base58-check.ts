import { sha256 } from '@noble/hashes/sha2.js';
import { type BytesCoder, base58 } from '@scure/base';

const checksumBytes = 4;
/** The longest payload in use is Zcash Sprout's: 2 + 64 bytes. Base58 is quadratic in its length. */
const textMax = 112;

function checksumOf(payload: Uint8Array): Uint8Array {
  return sha256(sha256(payload)).subarray(0, checksumBytes);
}

/** Version and payload of a base58 text with a double SHA-256 checksum; undefined for others. */
export function readBase58Check(
  text: string,
  alphabet: BytesCoder = base58,
): Uint8Array | undefined {
  const bytes = readBase58(text, alphabet);
  if (!bytes || bytes.length <= checksumBytes) return undefined;
  const payload = bytes.subarray(0, -checksumBytes);
  const wanted = checksumOf(payload);
  return bytes.subarray(-checksumBytes).every((byte, i) => byte === wanted[i])
    ? payload
    : undefined;
}

/** Bytes of a base58 text; undefined when a character is not of the alphabet. */
export function readBase58(text: string, alphabet: BytesCoder = base58): Uint8Array | undefined {
  if (text.length === 0 || text.length > textMax || !/^[1-9A-Za-z]+$/.test(text)) return undefined;
  if (/[IOl]/.test(text)) return undefined;
  return alphabet.decode(text);
}

/** The base58 text of version and payload with its checksum. */
export function writeBase58Check(payload: Uint8Array, alphabet: BytesCoder = base58): string {
  return alphabet.encode(Uint8Array.from([...payload, ...checksumOf(payload)]));
}
