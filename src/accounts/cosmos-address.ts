import { bytesToHex } from '@noble/hashes/utils.js';
import type { AddressCodec } from './address-codec.ts';
import { readBech32, wordsToBytes } from './bech32-text.ts';
import { bitcoinNetworks } from './bitcoin-networks.ts';

/** Prefixes of other families, whose bech32 means something else. */
const foreignPrefixes = new Set([
  ...bitcoinNetworks.flatMap((network) => network.hrps),
  ...['addr', 'addr_test', 'stake', 'stake_test', 'lnbc', 'npub', 'nsec', 'tex', 'u', 'zs', 'age'],
]);

/**
 * Accounts of Cosmos SDK chains, and of the retired BNB Beacon chain (`bnb1…`): 20 bytes of a key,
 * or 32 of a module or contract. The prefix names the chain, the bytes the key: one key is one
 * account on all of them.
 */
export const cosmosCodec: AddressCodec = {
  family: 'cosmos',
  read(text) {
    const read = readBech32(text);
    if (read?.variant !== 'bech32' || foreignPrefixes.has(read.hrp)) return undefined;
    if (!/^[a-z]{2,20}$/.test(read.hrp)) return undefined;
    const bytes = wordsToBytes(read.words);
    if (bytes?.length !== 20 && bytes?.length !== 32) return undefined;
    return { canonical: text.toLowerCase(), identity: bytesToHex(bytes), checksum: 'valid' };
  },
  display: (canonical) => canonical,
};
