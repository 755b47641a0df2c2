import { getAddress } from 'ethers';
import type { AddressCodec } from './address-codec.ts';

/**
 * EVM accounts, lower case. Mixed case must satisfy EIP-55; all lower or all upper case carries
 * no checksum. One key is one account on every EVM chain.
 */
export const evmCodec: AddressCodec = {
  family: 'evm',
  read(text) {
    // What is canonical already is looked up by the thousand.
    if (/^0x[0-9a-f]{40}$/.test(text)) return { canonical: text, identity: text, checksum: 'none' };
    if (!/^0x[0-9a-f]{40}$/i.test(text)) return undefined;
    const digits = text.slice(2);
    const canonical = `0x${digits.toLowerCase()}`;
    const mixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
    if (!mixed) return { canonical, identity: canonical, checksum: 'none' };
    const checksum = getAddress(canonical).slice(2) === digits ? 'valid' : 'wrong';
    return { canonical, identity: canonical, checksum };
  },
  display: (canonical) => getAddress(canonical),
};
