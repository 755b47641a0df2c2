import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { base64url } from '@scure/base';
import type { AddressCodec } from './address-codec.ts';
import { crc16 } from './crc16.ts';
import { decodedOrNothing } from './decoded.ts';

/** Bounceable and not, each on main and test network (TEP-2). */
const tags = [0x11, 0x51, 0x91, 0xd1];

function canonicalOf(workchain: number, hash: string): string {
  // CAIP-10 has no colon in an address; the namespace spells it percent-encoded.
  return `${workchain}%3A${hash}`;
}

function readFriendly(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/_-]{48}$/.test(text)) return undefined;
  const bytes = decodedOrNothing(base64url, text.replaceAll('+', '-').replaceAll('/', '_'));
  if (bytes?.length !== 36 || !tags.includes(bytes[0] ?? 0)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (crc16(bytes.subarray(0, 34)) !== view.getUint16(34)) return undefined;
  return canonicalOf(view.getInt8(1), bytesToHex(bytes.subarray(2, 34)));
}

/** TON accounts `workchain:hash`; the four friendly spellings of one account are one (TEP-2). */
export const tonCodec: AddressCodec = {
  family: 'ton',
  read(text) {
    const raw = /^(-1|0)(?::|%3A)([0-9a-f]{64})$/i.exec(text);
    if (raw?.[2]) {
      const canonical = canonicalOf(Number(raw[1]), raw[2].toLowerCase());
      return { canonical, identity: canonical, checksum: 'none' };
    }
    const canonical = readFriendly(text);
    return canonical ? { canonical, identity: canonical, checksum: 'valid' } : undefined;
  },
  display(canonical) {
    const [workchain = '0', hash = ''] = canonical.split('%3A');
    const body = Uint8Array.from([0x51, Number(workchain) & 0xff, ...hexToBytes(hash)]);
    const crc = crc16(body);
    return base64url.encode(Uint8Array.from([...body, crc >> 8, crc & 0xff]));
  },
};
