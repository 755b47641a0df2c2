import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { bitcoinNetworks, isBitcoinFamily } from './bitcoin-networks.ts';
import { tronAddressOf, tronKeyHash } from './tron-address.ts';
import { xrpAddressOf, xrpKeyHash } from './xrp-address.ts';

/**
 * The account keys that the same secret key opens elsewhere, as far as the key itself tells:
 * TRON and EVM share their 20 bytes; P2PKH, P2WPKH, P2SH-P2WPKH (BIP-49), XRP and Cosmos share
 * the HASH160 of the public key; the same script, program or Taproot key has an address on every
 * chain of the Bitcoin family. The key itself is not among them. A P2SH hash does not tell what
 * is inside: it is found from the key's side only.
 */
export function keyTwins(key: string): readonly string[] {
  const twins = twinsWithSelf(key);
  return twins.filter((twin) => twin !== key);
}

function twinsWithSelf(key: string): readonly string[] {
  const [family = '', kind = '', hex = ''] = key.split(':');
  if (family === 'evm') return [`tron:${tronAddressOf(kind.slice(2))}`];
  if (family === 'tron') {
    const hash = tronKeyHash(kind);
    return hash ? [`evm:0x${hash}`] : [];
  }
  if (family === 'xrp') {
    const hash = xrpKeyHash(kind);
    return hash ? keyHashTwins(hash) : [];
  }
  if (family === 'cosmos') return kind.length === 40 ? keyHashTwins(kind) : [];
  if (!isBitcoinFamily(family) || isTest(family)) return [];
  if (kind === 'p2pkh' || kind === 'p2wpkh') return keyHashTwins(hex);
  if (kind === 'p2sh') return onEveryChain('p2sh', hex);
  return kind === 'p2wsh' || kind === 'p2tr' ? onSegwitChains(kind, hex) : [];
}

function isTest(family: string): boolean {
  return bitcoinNetworks.some((network) => network.family === family && network.test);
}

function onEveryChain(kind: string, hex: string): string[] {
  return bitcoinNetworks
    .filter((network) => !network.test)
    .map((network) => `${network.family}:${kind}:${hex}`);
}

function onSegwitChains(kind: string, hex: string): string[] {
  return bitcoinNetworks
    .filter((network) => !network.test && network.hrps.length > 0)
    .map((network) => `${network.family}:${kind}:${hex}`);
}

const noKeys: readonly string[] = [];

/**
 * The P2SH accounts that nest the P2WPKH program of a key (BIP-49): what a wallet's own key tells
 * of scripts whose hash tells nothing. Empty for keys of other kinds.
 */
export function nestedSegwitKeys(key: string): readonly string[] {
  if (!key.includes(':p2')) return noKeys;
  const [family = '', kind, hash = ''] = key.split(':');
  if ((kind !== 'p2pkh' && kind !== 'p2wpkh') || isTest(family)) return [];
  return onSegwitChains('p2sh', bytesToHex(ripemd160(sha256(hexToBytes(`0014${hash}`)))));
}

function keyHashTwins(hash: string): string[] {
  return [
    ...onEveryChain('p2pkh', hash),
    ...onSegwitChains('p2wpkh', hash),
    ...nestedSegwitKeys(`bitcoin:p2pkh:${hash}`),
    `xrp:${xrpAddressOf(hash)}`,
    `cosmos:${hash}`,
  ];
}
