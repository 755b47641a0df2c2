import { hexToBytes } from '@noble/hashes/utils.js';

export type BitcoinFamily =
  | 'bitcoin'
  | 'bitcoin-testnet'
  | 'bitcoin-regtest'
  | 'bitcoin-cash'
  | 'bitcoin-gold'
  | 'bitcoin-sv'
  | 'dash'
  | 'dogecoin'
  | 'litecoin'
  | 'litecoin-testnet'
  | 'litecoin-regtest'
  | 'verge'
  | 'zcash';

/** How a chain of the Bitcoin family spells its scripts. The first of each list is written. */
export interface BitcoinNetwork {
  readonly family: BitcoinFamily;
  /** Base58check version prefixes of P2PKH and P2SH, as hex. */
  readonly p2pkh: readonly string[];
  readonly p2sh: readonly string[];
  /** The bytes of those that are written. */
  readonly written: { readonly p2pkh: Uint8Array; readonly p2sh: Uint8Array };
  /** Human-readable parts of SegWit addresses (BIP-173); empty where there is no SegWit. */
  readonly hrps: readonly string[];
  /** Prefixes of CashAddr; empty where it is not in use. */
  readonly cashPrefixes: readonly string[];
  /** A network of tests has no value, and its keys are nobody's. */
  readonly test: boolean;
}

function network(
  family: BitcoinFamily,
  p2pkh: string,
  p2sh: string,
  hrps = '',
  cashPrefixes = '',
): BitcoinNetwork {
  const list = (text: string) => text.split(' ').filter((part) => part !== '');
  const first = (text: string) => hexToBytes(list(text)[0] ?? '');
  const test = /-(testnet|regtest)$/.test(family);
  return {
    family,
    p2pkh: list(p2pkh),
    p2sh: list(p2sh),
    written: { p2pkh: first(p2pkh), p2sh: first(p2sh) },
    hrps: list(hrps),
    cashPrefixes: list(cashPrefixes),
    test,
  };
}

/**
 * From each project's chain parameters. Litecoin reads both `3…` and `M…` for one P2SH; bcoin's
 * regtest has prefixes of its own on the same genesis block as Bitcoin Core's.
 */
export const bitcoinNetworks: readonly BitcoinNetwork[] = [
  network('bitcoin', '00', '05', 'bc'),
  network('litecoin', '30', '32 05', 'ltc'),
  network('bitcoin-cash', '00', '05', '', 'bitcoincash'),
  network('bitcoin-sv', '00', '05'),
  network('bitcoin-gold', '26', '17', 'btg'),
  network('dash', '4c', '10'),
  network('dogecoin', '1e', '16'),
  network('verge', '1e', '21'),
  network('zcash', '1cb8', '1cbd'),
  network('bitcoin-testnet', '6f', 'c4', 'tb'),
  network('bitcoin-regtest', '6f 3c', 'c4 26', 'bcrt rb'),
  network('litecoin-testnet', '6f', '3a c4', 'tltc'),
  network('litecoin-regtest', '6f', '3a c4', 'rltc'),
];

/** The network of a family of the table. */
export function bitcoinNetworkOf(family: BitcoinFamily): BitcoinNetwork {
  const found = bitcoinNetworks.find((candidate) => candidate.family === family);
  if (!found) throw new TypeError(`no network for ${family}`);
  return found;
}

/** True when the family's accounts are Bitcoin scripts. */
export function isBitcoinFamily(family: string): family is BitcoinFamily {
  return bitcoinNetworks.some((candidate) => candidate.family === family);
}
