import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { bech32 } from '@scure/base';
import type { BitcoinPayload } from './bitcoin-address.ts';

/** CashAddr: github.com/bitcoincashorg/bitcoincash.org, spec/cashaddr.md. */
const charset = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators = [0x98f2bc8e61n, 0x79b76d99e2n, 0xf33e5fb3c4n, 0xae2eabe2a8n, 0x1e4f43e470n];
const checksumWords = 8;
/** Version bytes of 20- and 32-byte hashes; types 2 and 3 are the token-aware twins of 0 and 1. */
const kindByVersion: Readonly<Record<number, BitcoinPayload['kind']>> = {
  0: 'p2pkh',
  8: 'p2sh',
  11: 'p2sh32',
  16: 'p2pkh',
  24: 'p2sh',
  27: 'p2sh32',
};

function polymod(words: readonly number[]): bigint {
  let state = 1n;
  for (const word of words) {
    const top = state >> 35n;
    state = ((state & 0x07ffffffffn) << 5n) ^ BigInt(word);
    generators.forEach((generator, bit) => {
      if ((top >> BigInt(bit)) & 1n) state ^= generator;
    });
  }
  return state ^ 1n;
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
  if (polymod([...prefixWords(prefix), ...words]) !== 0n) return undefined;
  const bytes = bech32.fromWordsUnsafe(words.slice(0, -checksumWords));
  const kind = kindByVersion[bytes?.[0] ?? -1];
  if (!bytes || !kind || bytes.length !== (kind === 'p2sh32' ? 33 : 21)) return undefined;
  return { kind, hex: bytesToHex(bytes.subarray(1)) };
}

/** CashAddr without its prefix, whose colon a CAIP-10 id cannot hold. */
export function writeCashAddress(
  prefix: string,
  kind: 'p2pkh' | 'p2sh' | 'p2sh32',
  hex: string,
): string {
  const version = { p2pkh: 0, p2sh: 8, p2sh32: 11 }[kind];
  const words = bech32.toWords(Uint8Array.from([version, ...hexToBytes(hex)]));
  const checksum = polymod([...prefixWords(prefix), ...words, ...new Array(checksumWords).fill(0)]);
  const tail = Array.from({ length: checksumWords }, (_, i) =>
    Number((checksum >> BigInt(5 * (checksumWords - 1 - i))) & 31n),
  );
  return [...words, ...tail].map((word) => charset[word]).join('');
}
