import { bytesToHex } from '@noble/hashes/utils.js';
import { bech32 } from '@scure/base';
import type { BitcoinPayload } from './bitcoin-address.ts';

/** CashAddr: github.com/bitcoincashorg/bitcoincash.org, spec/cashaddr.md. */
const charset = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
/** Each has 40 bits: the upper 10, the lower 30. */
const generators: readonly (readonly [number, number])[] = [
  [0x263, 0x32bc8e61],
  [0x1e6, 0x376d99e2],
  [0x3cc, 0x3e5fb3c4],
  [0x2b8, 0x2eabe2a8],
  [0x079, 0x0f43e470],
];
const checksumWords = 8;
const noChecksum: readonly number[] = new Array(checksumWords).fill(0);
/** Version bytes of 20- and 32-byte hashes; types 2 and 3 are the token-aware twins of 0 and 1. */
const kindByVersion: Readonly<Record<number, BitcoinPayload['kind']>> = {
  0: 'p2pkh',
  8: 'p2sh',
  11: 'p2sh32',
  16: 'p2pkh',
  24: 'p2sh',
  27: 'p2sh32',
};

/** The checksum of words in its two halves; both 0 where the words end with their checksum. */
function polymod(words: readonly number[]): { readonly upper: number; readonly lower: number } {
  let [upper, lower] = [0, 1];
  for (const word of words) {
    const top = upper >>> 5;
    upper = ((upper & 31) << 5) | (lower >>> 25);
    lower = ((lower & 0x1ffffff) << 5) ^ word;
    for (let bit = 0; bit < 5; bit++) {
      const generator = (top >>> bit) & 1 ? generators[bit] : undefined;
      upper ^= generator?.[0] ?? 0;
      lower ^= generator?.[1] ?? 0;
    }
  }
  return { upper, lower: lower ^ 1 };
}

function prefixWords(prefix: string): number[] {
  return [...prefix].map((char) => char.charCodeAt(0) & 31).concat(0);
}

/** Reads CashAddr with or without its prefix, in one case; undefined for other texts. */
export function readCashAddress(
  prefixes: readonly string[],
  text: string,
): BitcoinPayload | undefined {
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return undefined;
  const [first = '', second] = text.toLowerCase().split(':', 2);
  const [prefix, body] = second === undefined ? [prefixes[0], first] : [first, second];
  if (
    !prefix ||
    !prefixes.includes(prefix) ||
    !/^[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{42,61}$/.test(body)
  ) {
    return undefined;
  }
  const words = [...body].map((char) => charset.indexOf(char));
  const { upper, lower } = polymod([...prefixWords(prefix), ...words]);
  if (upper !== 0 || lower !== 0) return undefined;
  const bytes = bech32.fromWordsUnsafe(words.slice(0, -checksumWords));
  const kind = kindByVersion[bytes?.[0] ?? -1];
  if (!bytes || !kind || bytes.length !== (kind === 'p2sh32' ? 33 : 21)) return undefined;
  return { kind, hex: bytesToHex(bytes.subarray(1)) };
}

/** CashAddr without its prefix, whose colon a CAIP-10 id cannot hold. */
export function writeCashAddress(
  prefix: string,
  kind: 'p2pkh' | 'p2sh' | 'p2sh32',
  hash: Uint8Array,
): string {
  const version = { p2pkh: 0, p2sh: 8, p2sh32: 11 }[kind];
  const words = bech32.toWords(Uint8Array.from([version, ...hash]));
  const { upper, lower } = polymod([...prefixWords(prefix), ...words, ...noChecksum]);
  const tail = [upper >>> 5, upper & 31];
  for (let shift = 25; shift >= 0; shift -= 5) tail.push((lower >>> shift) & 31);
  return [...words, ...tail].map((word) => charset[word]).join('');
}
