import type { AddressCodec } from './address-codec.ts';
import { readBase58 } from './base58-check.ts';

/** Solana accounts: 32 bytes in base58, case-sensitive, without a checksum. */
export const solanaCodec: AddressCodec = {
  family: 'solana',
  read(text) {
    if (text.length < 32 || text.length > 44 || readBase58(text)?.length !== 32) return undefined;
    return { canonical: text, identity: text, checksum: 'none' };
  },
  display: (canonical) => canonical,
};
