import { bytesToHex } from '@noble/hashes/utils.js';
import { readBase58Check } from './base58-check.ts';
import { readBech32, wordsToBytes } from './bech32-text.ts';

export type ZcashOnlyAddress =
  | { readonly kind: 'shielded'; readonly text: string }
  | { readonly kind: 'tex'; readonly hash: string };

/** CAIP-10 allows 128 characters; a unified address of three receivers has more. */
const canonicalMax = 128;

/**
 * The address forms that Zcash alone has: Sprout (`zc…`), Sapling (`zs…`), unified (`u…`,
 * ZIP-316), and TEX (ZIP-320), which is the P2PKH account of its hash. A unified address may hold
 * a transparent receiver, which is not taken out: only the whole is compared.
 */
export function zcashOnlyKindOf(text: string): ZcashOnlyAddress | undefined {
  const sprout = text.startsWith('zc') ? readBase58Check(text) : undefined;
  if (sprout && sprout.length === 66 && bytesToHex(sprout.subarray(0, 2)) === '169a') {
    return { kind: 'shielded', text };
  }
  const read = readBech32(text);
  if (!read) return undefined;
  const bytes = wordsToBytes(read.words);
  if (read.hrp === 'tex' && read.variant === 'bech32m' && bytes?.length === 20) {
    return { kind: 'tex', hash: bytesToHex(bytes) };
  }
  const sapling = read.hrp === 'zs' && read.variant === 'bech32' && bytes?.length === 43;
  const unified = read.hrp === 'u' && read.variant === 'bech32m' && text.length <= canonicalMax;
  return sapling || unified ? { kind: 'shielded', text: text.toLowerCase() } : undefined;
}
