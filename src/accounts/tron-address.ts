import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { AddressCodec } from './address-codec.ts';
import { readBase58Check, writeBase58Check } from './base58-check.ts';

const prefix = 0x41;

/** The base58 spelling of the 20 bytes (hex without prefix) that TRON shares with EVM keys. */
export function tronAddressOf(keyHash: string): string {
  return writeBase58Check(Uint8Array.of(prefix), hexToBytes(keyHash));
}

/** The 20 bytes of a base58 TRON address, as hex; undefined for other texts. */
export function tronKeyHash(text: string): string | undefined {
  const payload = readBase58Check(text);
  if (payload?.length !== 21 || payload[0] !== prefix) return undefined;
  return bytesToHex(payload.subarray(1));
}

/** TRON accounts, base58. Nodes spell them `41…` in hex, the EVM in their event logs `0x…`. */
export const tronCodec: AddressCodec = {
  family: 'tron',
  read(text) {
    const hex = /^(?:0x)?41([0-9a-f]{40})$/i.exec(text) ?? /^0x([0-9a-f]{40})$/i.exec(text);
    if (hex?.[1]) {
      const canonical = tronAddressOf(hex[1].toLowerCase());
      return { canonical, identity: canonical, checksum: 'none' };
    }
    if (!text.startsWith('T') || !tronKeyHash(text)) return undefined;
    return { canonical: text, identity: text, checksum: 'valid' };
  },
  display: (canonical) => canonical,
};
