import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { AddressCodec, ReadAddress } from './address-codec.ts';
import { readBase58Check, rippleAlphabet, writeBase58Check } from './base58-check.ts';

const classicVersion = Uint8Array.of(0);
/** XLS-5d: `X…` on the main network, `T…` on test networks. */
const extendedVersions = ['0544', '0493'];

function readAccountId(hash: string, memo?: string): ReadAddress {
  const canonical = xrpAddressOf(hash);
  const read = { canonical, identity: canonical, checksum: 'valid' } as const;
  return memo === undefined ? read : { ...read, memo };
}

/** The classic address of the 20 bytes of an account id (hex). */
export function xrpAddressOf(hash: string): string {
  return writeBase58Check(classicVersion, hexToBytes(hash), rippleAlphabet);
}

/** The 20 bytes of a classic address, as hex; undefined for other texts. */
export function xrpKeyHash(text: string): string | undefined {
  const payload = readBase58Check(text, rippleAlphabet);
  if (payload?.length !== 21 || payload[0] !== 0) return undefined;
  return bytesToHex(payload.subarray(1));
}

/** XRP Ledger accounts, classic spelling; the tag of an X-address (XLS-5d) becomes the memo. */
export const xrpCodec: AddressCodec = {
  family: 'xrp',
  read(text) {
    const classic = text.startsWith('r') ? xrpKeyHash(text) : undefined;
    if (classic) return readAccountId(classic);
    const payload = /^[XT]/.test(text) ? readBase58Check(text, rippleAlphabet) : undefined;
    if (payload?.length !== 31 || !extendedVersions.includes(bytesToHex(payload.subarray(0, 2)))) {
      return undefined;
    }
    const hash = bytesToHex(payload.subarray(2, 22));
    const view = new DataView(payload.buffer, payload.byteOffset + 22, 9);
    const flag = view.getUint8(0);
    // Flag 2 and the upper half of the tag are reserved: an address that uses them is not read.
    if (flag > 1 || view.getUint32(5, true) !== 0) return undefined;
    const tag = view.getUint32(1, true);
    if (flag === 0) return tag === 0 ? readAccountId(hash) : undefined;
    return readAccountId(hash, tag.toString());
  },
  display: (canonical) => canonical,
};
