import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { AddressCodec, ReadAddress } from './address-codec.ts';
import { readBase58Check, writeBase58Check } from './base58-check.ts';
import { readBech32, wordsToBytes } from './bech32-text.ts';
import { writeSegwitText } from './bech32-write.ts';
import type { BitcoinNetwork } from './bitcoin-networks.ts';
import { readCashAddress, writeCashAddress } from './cash-address.ts';
import { zcashOnlyKindOf } from './zcash-address.ts';

/**
 * What an output script pays to. `script` is any other script, known by its SHA-256;
 * `witness` is a SegWit program of a version or length without a name yet, with the version first.
 */
export type BitcoinScriptKind =
  | 'p2pkh'
  | 'p2sh'
  | 'p2sh32'
  | 'p2wpkh'
  | 'p2wsh'
  | 'p2tr'
  | 'p2a'
  | 'witness'
  | 'script';

export interface BitcoinPayload {
  readonly kind: BitcoinScriptKind;
  /** Hash, key or program, as hex. */
  readonly hex: string;
}

const hashBytes = 20;

/**
 * The canonical address of a script: base58, CashAddr without its prefix, bech32 in lower case,
 * or `script-<sha256>` where no address form exists.
 */
export function writeBitcoinAddress(network: BitcoinNetwork, { kind, hex }: BitcoinPayload) {
  return writeScriptAddress(network, kind, hexToBytes(hex));
}

/** The same of the payload that lies in `bytes` from `from` up to `to`. */
export function writeScriptAddress(
  network: BitcoinNetwork,
  kind: BitcoinScriptKind,
  bytes: Uint8Array,
  from = 0,
  to = bytes.length,
): string {
  if ((kind === 'p2pkh' || kind === 'p2sh') && network.cashPrefixes.length === 0) {
    const version = kind === 'p2pkh' ? network.written.p2pkh : network.written.p2sh;
    return writeBase58Check(version, bytes, undefined, from, to);
  }
  const payload = bytes.subarray(from, to);
  switch (kind) {
    case 'script':
      return `script-${bytesToHex(payload)}`;
    case 'p2pkh':
    case 'p2sh':
    case 'p2sh32':
      return writeHashAddress(network, kind, payload);
    case 'witness':
      return writeWitnessAddress(network, payload[0] ?? 0, payload.subarray(1));
    case 'p2wpkh':
    case 'p2wsh':
      return writeWitnessAddress(network, 0, payload);
    default:
      return writeWitnessAddress(network, 1, payload);
  }
}

function writeHashAddress(
  { cashPrefixes, written }: BitcoinNetwork,
  kind: 'p2pkh' | 'p2sh' | 'p2sh32',
  hash: Uint8Array,
): string {
  if (cashPrefixes[0]) return writeCashAddress(cashPrefixes[0], kind, hash);
  return writeBase58Check(kind === 'p2pkh' ? written.p2pkh : written.p2sh, hash);
}

/** On a chain without SegWit such an output has no address (BIP-141: version opcode, push). */
function writeWitnessAddress({ hrps }: BitcoinNetwork, version: number, program: Uint8Array) {
  const [hrp] = hrps;
  if (hrp) return writeSegwitText(hrp, version, program);
  const opcode = version === 0 ? 0 : 0x50 + version;
  return `script-${bytesToHex(sha256(Uint8Array.from([opcode, program.length, ...program])))}`;
}

/** Names a SegWit program (BIP-141, BIP-341, P2A); undefined where no such output is valid. */
export function witnessPayload(version: number, program: Uint8Array): BitcoinPayload | undefined {
  const hex = bytesToHex(program);
  if (version > 16 || program.length < 2 || program.length > 40) return undefined;
  if (version === 0) {
    if (program.length === 20) return { kind: 'p2wpkh', hex };
    return program.length === 32 ? { kind: 'p2wsh', hex } : undefined;
  }
  if (version === 1 && program.length === 32) return { kind: 'p2tr', hex };
  if (version === 1 && hex === '4e73') return { kind: 'p2a', hex };
  return { kind: 'witness', hex: `${version.toString(16).padStart(2, '0')}${hex}` };
}

function readBase58Address(network: BitcoinNetwork, text: string): BitcoinPayload | undefined {
  const payload = readBase58Check(text);
  if (!payload || payload.length <= hashBytes) return undefined;
  const version = bytesToHex(payload.subarray(0, -hashBytes));
  const hex = bytesToHex(payload.subarray(-hashBytes));
  if (network.p2pkh.includes(version)) return { kind: 'p2pkh', hex };
  return network.p2sh.includes(version) ? { kind: 'p2sh', hex } : undefined;
}

function readSegwitAddress(network: BitcoinNetwork, text: string): BitcoinPayload | undefined {
  const read = readBech32(text);
  if (!read || !network.hrps.includes(read.hrp)) return undefined;
  const [version, ...words] = read.words;
  const program = wordsToBytes(words);
  if (version === undefined || !program) return undefined;
  if ((version === 0) !== (read.variant === 'bech32')) return undefined;
  return witnessPayload(version, program);
}

function readPayload(network: BitcoinNetwork, text: string): BitcoinPayload | undefined {
  const script = /^script-([0-9a-f]{64})$/.exec(text)?.[1];
  if (script) return { kind: 'script', hex: script };
  return (
    readBase58Address(network, text) ??
    readSegwitAddress(network, text) ??
    readCashAddress(network.cashPrefixes, text)
  );
}

/** The codec of one chain of the Bitcoin family. */
export function bitcoinCodec(network: BitcoinNetwork): AddressCodec {
  return {
    family: network.family,
    read(text): ReadAddress | undefined {
      const payload = readPayload(network, text);
      if (payload) {
        const canonical = writeBitcoinAddress(network, payload);
        const checksum = payload.kind === 'script' ? 'none' : 'valid';
        return { canonical, identity: `${payload.kind}:${payload.hex}`, checksum };
      }
      return network.family === 'zcash' ? readZcashOnly(network, text) : undefined;
    },
    display: (canonical) => canonical,
  };
}

function readZcashOnly(network: BitcoinNetwork, text: string): ReadAddress | undefined {
  const special = zcashOnlyKindOf(text);
  if (!special) return undefined;
  if (special.kind === 'shielded') {
    return { canonical: special.text, identity: `shielded:${special.text}`, checksum: 'valid' };
  }
  const canonical = writeBitcoinAddress(network, { kind: 'p2pkh', hex: special.hash });
  return { canonical, identity: `p2pkh:${special.hash}`, checksum: 'valid' };
}
