import type { AddressCodec } from './address-codec.ts';
import { readBech32, wordsToBytes } from './bech32-text.ts';

const prefixes = ['addr', 'addr_test', 'stake', 'stake_test'];

/** Cardano accounts of the Shelley era (CIP-19), each payment address on its own. */
export const cardanoCodec: AddressCodec = {
  family: 'cardano',
  read(text) {
    const read = readBech32(text);
    if (read?.variant !== 'bech32' || !prefixes.includes(read.hrp)) return undefined;
    const length = wordsToBytes(read.words)?.length ?? 0;
    if (length < 29 || length > 65) return undefined;
    // CAIP-10 has no underscore in an address.
    const canonical = text.toLowerCase().replace('_', '%5F');
    return { canonical, identity: canonical, checksum: 'valid' };
  },
  display: (canonical) => canonical.replace('%5F', '_'),
};
