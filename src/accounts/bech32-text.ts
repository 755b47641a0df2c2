import { bech32, bech32m } from '@scure/base';

/** Unified and Cardano addresses are longer than the 90 characters of BIP-173. */
const textMax = 512;

export interface Bech32Text {
  /** Lower case. */
  readonly hrp: string;
  /** Five bits each. */
  readonly words: readonly number[];
  readonly variant: 'bech32' | 'bech32m';
}

/** Reads bech32 (BIP-173) or bech32m (BIP-350); undefined for a text that is neither. */
export function readBech32(text: string): Bech32Text | undefined {
  if (text.length > textMax || !/^[\x21-\x7e]+1[02-9ac-hj-np-z]{6,}$/i.test(text)) return undefined;
  for (const [variant, coder] of [
    ['bech32', bech32],
    ['bech32m', bech32m],
  ] as const) {
    const decoded = coder.decodeUnsafe(text, textMax);
    if (decoded) return { hrp: decoded.prefix, words: decoded.words, variant };
  }
  return undefined;
}

/** The bytes of five-bit words; undefined when padding is wrong. */
export function wordsToBytes(words: readonly number[]): Uint8Array | undefined {
  return bech32.fromWordsUnsafe([...words]) ?? undefined;
}
