import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { base58, base58xmr, base58xrp, bech32, bech32m, createBase58check } from '@scure/base';
import { getAddress } from 'ethers';
import { writeCashAddress } from '../../src/accounts/cash-address.ts';
import type { MatchKind } from '../../src/domain/listing.ts';

/** A way to write an account on a chain, and how a list must meet it. */
export interface Spelling {
  readonly chain: string;
  readonly text: string;
  readonly kind: MatchKind;
}

const chains = {
  bitcoin: 'bip122:000000000019d6689c085ae165831e93',
  litecoin: 'bip122:12a765e31ffd4059bada1e25190f6e98',
  'bitcoin-cash': 'bip122:000000000000000000651ef99cb9fcbe',
  'bitcoin-sv': 'bip122:000000000000000001d956714215d96f',
  'bitcoin-gold': 'btg:mainnet',
  dash: 'bip122:00000ffd590b1485b3caadc19b22e637',
  dogecoin: 'bip122:1a91e3dace36e2be3bf030a65679fe82',
  verge: 'bip122:00000fc63692467faeb20cdb3b53200d',
  zcash: 'bip122:00040fe8ec8471911baa1db1266ea15d',
} as const;
type Utxo = keyof typeof chains;

const tron = 'tron:0x2b6653dc';
const evm = ['1', '10', '56', '137', '8453', '42161', '43114'].map((id) => `eip155:${id}`);
const xrp = 'xrpl:0';
const b58check = createBase58check(sha256);
const b58 = (hex: string) => b58check.encode(hexToBytes(hex));

/** Version bytes by chain: P2PKH, and each P2SH spelling. */
const versions: Readonly<Record<Utxo, readonly [string, ...string[]]>> = {
  bitcoin: ['00', '05'],
  litecoin: ['30', '32', '05'],
  'bitcoin-cash': ['00', '05'],
  'bitcoin-sv': ['00', '05'],
  'bitcoin-gold': ['26', '17'],
  dash: ['4c', '10'],
  dogecoin: ['1e', '16'],
  verge: ['1e', '21'],
  zcash: ['1cb8', '1cbd'],
};
const hrps: Readonly<Partial<Record<Utxo, string>>> = {
  bitcoin: 'bc',
  litecoin: 'ltc',
  'bitcoin-gold': 'btg',
};
const utxoFamilies = Object.keys(versions) as Utxo[]; // CAST: the keys of the record above

function cash(kind: 'p2pkh' | 'p2sh', hex: string): string[] {
  const body = writeCashAddress('bitcoincash', kind, Buffer.from(hex, 'hex'));
  return [body, body.toUpperCase(), `bitcoincash:${body}`, `BITCOINCASH:${body.toUpperCase()}`];
}

function utxoTexts(family: Utxo, kind: string, hex: string): string[] {
  const [p2pkh, ...p2sh] = versions[family];
  if (kind === 'p2pkh') {
    return [b58(p2pkh + hex), ...(family === 'bitcoin-cash' ? cash('p2pkh', hex) : [])];
  }
  if (kind === 'p2sh') {
    return [
      ...p2sh.map((version) => b58(version + hex)),
      ...(family === 'bitcoin-cash' ? cash('p2sh', hex) : []),
    ];
  }
  const hrp = hrps[family];
  if (!hrp || (kind !== 'p2wpkh' && kind !== 'p2wsh' && kind !== 'p2tr')) return [];
  const words = bech32.toWords(hexToBytes(hex));
  const text =
    kind === 'p2tr' ? bech32m.encode(hrp, [1, ...words]) : bech32.encode(hrp, [0, ...words]);
  return [text, text.toUpperCase()];
}

function utxoSpellings(family: Utxo, kind: string, hex: string): Spelling[] {
  const out: Spelling[] = [];
  const add = (on: Utxo, as: string, of: string) => {
    const exact = on === family && as === kind;
    for (const text of utxoTexts(on, as, of)) {
      out.push({ chain: chains[on], text, kind: exact ? 'exact' : 'same-key' });
    }
  };
  for (const on of utxoFamilies) {
    if (kind === 'p2pkh' || kind === 'p2wpkh') {
      add(on, 'p2pkh', hex);
      add(on, 'p2wpkh', hex);
    } else add(on, kind, hex);
  }
  if (kind === 'p2pkh' || kind === 'p2wpkh') {
    const redeem = ripemd160(sha256(hexToBytes(`0014${hex}`)));
    add('bitcoin', 'p2sh', Buffer.from(redeem).toString('hex'));
  }
  if (family === 'zcash' && kind === 'p2pkh') out.push(texSpelling(hex));
  return out;
}

/** ZIP-320: bech32m of the twenty bytes. */
function texSpelling(hex: string): Spelling {
  const text = bech32m.encode('tex', bech32m.toWords(hexToBytes(hex)));
  return { chain: chains.zcash, text, kind: 'exact' };
}

function evmSpellings(address: string): Spelling[] {
  const hex = address.slice(2);
  const texts = [address, getAddress(address), `0x${hex.toUpperCase()}`, ` ${address} `];
  return [
    ...evm.flatMap((chain) => texts.map((text) => ({ chain, text, kind: 'exact' as const }))),
    ...evm.map((chain) => ({ chain, text: `${chain}:${address}`, kind: 'exact' as const })),
    { chain: tron, text: b58(`41${hex}`), kind: 'same-key' },
  ];
}

function tronSpellings(address: string): Spelling[] {
  const hex = Buffer.from(base58.decode(address)).subarray(0, 21).toString('hex');
  const texts = [address, hex, hex.toUpperCase(), `0x${hex.slice(2)}`];
  return [
    ...texts.map((text) => ({ chain: tron, text, kind: 'exact' as const })),
    ...evm.map((chain) => ({ chain, text: `0x${hex.slice(2)}`, kind: 'same-key' as const })),
  ];
}

function xrpSpellings(address: string): Spelling[] {
  const hash = Buffer.from(base58xrp.decode(address)).subarray(1, 21);
  const extended = (tail: string) => {
    const payload = Buffer.concat([Buffer.from('0544', 'hex'), hash, Buffer.from(tail, 'hex')]);
    const check = sha256(sha256(payload)).subarray(0, 4);
    return base58xrp.encode(Uint8Array.from([...payload, ...check]));
  };
  const texts = [address, extended('000000000000000000'), extended('013930000000000000')];
  return texts.map((text) => ({ chain: xrp, text, kind: 'exact' }));
}

function moneroSpellings(address: string): Spelling[] {
  const chain = 'monero:mainnet';
  const bytes = base58xmr.decode(address);
  if (bytes[0] !== 18) return [{ chain, text: address, kind: 'exact' }];
  const payload = Uint8Array.from([19, ...bytes.subarray(1, 65), 1, 2, 3, 4, 5, 6, 7, 8]);
  const integrated = Uint8Array.from([...payload, ...keccak_256(payload).subarray(0, 4)]);
  return [address, base58xmr.encode(integrated)].map((text) => ({ chain, text, kind: 'exact' }));
}

/** Every spelling that means the account of a key, on every chain where it or its twin lives. */
export function spellingsOf(key: string): Spelling[] {
  const [family = '', identity = '', hex = ''] = key.split(':');
  if (family in chains) {
    // CAST: just checked to be a key of `chains`.
    return utxoSpellings(family as Utxo, identity, hex);
  }
  if (family === 'evm') return evmSpellings(identity);
  if (family === 'tron') return tronSpellings(identity);
  if (family === 'xrp') return xrpSpellings(identity);
  if (family === 'monero') return moneroSpellings(identity);
  if (family === 'cosmos') {
    const words = bech32.toWords(hexToBytes(identity));
    const text = bech32.encode('bnb', words);
    return [text, text.toUpperCase()].map((one) => ({
      chain: 'cosmos:Binance-Chain-Tigris',
      text: one,
      kind: 'exact',
    }));
  }
  const single: Readonly<Record<string, string>> = {
    solana: 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp',
    stellar: 'stellar:pubnet',
    ton: 'tvm:-239',
    cardano: 'cip34:1-764824073',
  };
  const chain = single[family];
  return chain ? [{ chain, text: identity, kind: 'exact' }] : [];
}
