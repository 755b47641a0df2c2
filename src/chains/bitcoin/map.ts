import type { AccountSpelling } from '../../accounts/script-accounts.ts';
import type { AccountId, ChainId } from '../../domain/caip.ts';
import type { Coin, ScriptKind, UtxoOutput, UtxoTransaction } from '../../domain/utxo.ts';
import { hexOfParts } from './hex-of-parts.ts';
import type { RawOutput, RawTransaction } from './raw-transaction.ts';
import { scriptKindOf } from './script-kind.ts';

/** Where in the chain a transaction stands. */
export type UtxoPlace = Pick<UtxoTransaction, 'height' | 'blockHash' | 'time' | 'txIndex'>;

/**
 * A coin from its amount and script. A bare key has no address: its coins are not found under the
 * P2PKH address of the same key, neither by nodes nor by indexes.
 */
export function coinOf(spell: AccountSpelling, output: RawOutput): Coin {
  return coinWith(spell, output, hexOf(output.script));
}

function coinWith(
  spell: AccountSpelling,
  { amountBase, script: bytes }: RawOutput,
  script: string,
): Coin {
  const scriptKind = scriptKindOf(bytes);
  return { amountBase, script, scriptKind, account: accountOf(spell, scriptKind, bytes) };
}

/** A whole transaction; the coins that it spends are unknown until they are attached. */
export function utxoTransactionOf(
  chain: ChainId,
  spell: AccountSpelling,
  place: UtxoPlace,
  raw: RawTransaction,
): UtxoTransaction {
  const { coinbase, version, lockTime } = raw;
  const spends = coinbase ? [] : raw.inputs;
  const hex = hexOfParts(raw.hash, spends, raw.outputs);
  let at = idHexLength;
  const inputs = spends.map(({ index, sequence }) => {
    const tx = hex.slice(at, at + idHexLength);
    at += idHexLength;
    return { outpoint: { tx, index }, coin: undefined, sequence };
  });
  const outputs = raw.outputs.map((output) => {
    const end = at + 2 * output.script.length;
    const script = hex.slice(at, end);
    at = end;
    return outputOf(spell, output, script);
  });
  const tx = hex.slice(0, idHexLength);
  const { height, blockHash, time, txIndex } = place;
  return {
    chain,
    height,
    blockHash,
    time,
    tx,
    txIndex,
    coinbase,
    version,
    lockTime,
    inputs,
    outputs,
  };
}

const idHexLength = 64;

function outputOf(spell: AccountSpelling, output: RawOutput, script: string): UtxoOutput {
  const coin = coinWith(spell, output, script);
  if (coin.scriptKind !== 'op-return') return coin;
  return { ...coin, memo: hexOf(pushedData(output.script)) };
}

/** What an OP_RETURN script pushes, its pushes joined; what is no push is kept as it stands. */
export function pushedData(script: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 1;
  while (at < script.length) {
    const opcode = script[at] ?? 0;
    const lengthBytes = opcode === 0x4c ? 1 : opcode === 0x4d ? 2 : 0;
    const length =
      lengthBytes === 0
        ? opcode
        : (script[at + 1] ?? 0) + 256 * (lengthBytes === 2 ? (script[at + 2] ?? 0) : 0);
    const from = at + 1 + lengthBytes;
    const isPush = opcode <= 0x4d && from + length <= script.length;
    if (!isPush) {
      parts.push(script.subarray(at));
      break;
    }
    parts.push(script.subarray(from, from + length));
    at = from + length;
  }
  return Buffer.concat(parts);
}

/** Whom the script pays; undefined where no single account can spend it by its address. */
function accountOf(
  spell: AccountSpelling,
  kind: ScriptKind,
  script: Uint8Array,
): AccountId | undefined {
  switch (kind) {
    case 'p2pkh':
      return spell(kind, script, 3, 23);
    case 'p2sh':
    case 'p2wpkh':
    case 'p2wsh':
    case 'p2tr':
    case 'p2a':
      return spell(kind, script, 2, 2 + (script[1] ?? 0));
    case 'witness-unknown':
      return spellWitness(spell, script);
    default:
      return undefined;
  }
}

/** The payload is the version, then the program. */
function spellWitness(spell: AccountSpelling, script: Uint8Array): AccountId {
  const payload = Uint8Array.from([(script[0] ?? 0) - 0x50, ...script.subarray(2)]);
  return spell('witness', payload, 0, payload.length);
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
