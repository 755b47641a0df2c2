import { base32nopad } from '@scure/base';
import type { AddressCodec } from './address-codec.ts';
import { crc16 } from './crc16.ts';
import { decodedOrNothing } from './decoded.ts';

/** SEP-23 version bytes. */
const accountVersion = 6 << 3;
const muxedVersion = 12 << 3;
const contractVersion = 2 << 3;

function readStrkey(text: string): Uint8Array | undefined {
  if (!/^[GMC][A-Z2-7]+$/.test(text) || (text.length !== 56 && text.length !== 69))
    return undefined;
  const bytes = decodedOrNothing(base32nopad, text);
  if (!bytes || base32nopad.encode(bytes) !== text) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const payload = bytes.subarray(0, -2);
  return crc16(payload) === view.getUint16(bytes.length - 2, true) ? payload : undefined;
}

function writeStrkey(payload: Uint8Array): string {
  const crc = crc16(payload);
  return base32nopad.encode(Uint8Array.from([...payload, crc & 0xff, crc >> 8]));
}

/** Stellar accounts `G…` and contracts `C…`; a muxed account `M…` is its `G…` plus an id as memo. */
export const stellarCodec: AddressCodec = {
  family: 'stellar',
  read(text) {
    const payload = readStrkey(text);
    const version = payload?.[0];
    if (!payload) return undefined;
    if ((version === accountVersion || version === contractVersion) && payload.length === 33) {
      return { canonical: text, identity: text, checksum: 'valid' };
    }
    if (version !== muxedVersion || payload.length !== 41) return undefined;
    const canonical = writeStrkey(Uint8Array.from([accountVersion, ...payload.subarray(1, 33)]));
    const id = new DataView(payload.buffer, payload.byteOffset + 33, 8).getBigUint64(0);
    return { canonical, identity: canonical, checksum: 'valid', memo: id.toString() };
  },
  display: (canonical) => canonical,
};
