import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { base58xmr } from '@scure/base';
import type { AddressCodec } from './address-codec.ts';
import { decodedOrNothing } from './decoded.ts';

const keysBytes = 64;
const paymentIdBytes = 8;
const checksumBytes = 4;
/** Network bytes of main, test and stage network: a subaddress is an account of its own. */
const plainNetworks = [18, 42, 53, 63, 24, 36];
/** An integrated address is the standard one (one less) with a payment id. */
const integratedNetworks = [19, 54, 25];

function withChecksum(payload: Uint8Array): Uint8Array {
  return Uint8Array.from([...payload, ...keccak_256(payload).subarray(0, checksumBytes)]);
}

function decode(text: string): Uint8Array | undefined {
  if (!/^[1-9A-HJ-NP-Za-km-z]{95}(?:[1-9A-HJ-NP-Za-km-z]{11})?$/.test(text)) return undefined;
  return decodedOrNothing(base58xmr, text);
}

/** Monero accounts: standard and subaddresses; an integrated one is its account plus a payment id. */
export const moneroCodec: AddressCodec = {
  family: 'monero',
  read(text) {
    const bytes = decode(text);
    const network = bytes?.[0];
    if (!bytes || network === undefined) return undefined;
    const payload = bytes.subarray(0, -checksumBytes);
    if (bytesToHex(withChecksum(payload)) !== bytesToHex(bytes)) return undefined;
    if (plainNetworks.includes(network) && payload.length === 1 + keysBytes) {
      return { canonical: text, identity: text, checksum: 'valid' };
    }
    const integrated = payload.length === 1 + keysBytes + paymentIdBytes;
    if (!integratedNetworks.includes(network) || !integrated) return undefined;
    const keys = payload.subarray(1, 1 + keysBytes);
    const canonical = base58xmr.encode(withChecksum(Uint8Array.from([network - 1, ...keys])));
    const memo = bytesToHex(payload.subarray(-paymentIdBytes));
    return { canonical, identity: canonical, checksum: 'valid', memo };
  },
  display: (canonical) => canonical,
};
