import type { ScriptKind } from '../../domain/utxo.ts';

const opReturn = 0x6a;
const op1 = 0x51;
const op16 = 0x60;
const opCheckSig = 0xac;
const opCheckMultiSig = 0xae;
/**
 * Length of a public key by its first byte: compressed, uncompressed, or hybrid. It is also the
 * opcode that pushes one.
 */
const keyLengths: ReadonlyMap<number | undefined, number> = new Map([
  [2, 33],
  [3, 33],
  [4, 65],
  [6, 65],
  [7, 65],
]);

/**
 * Which template an output script follows, as Bitcoin Core's solver tells them apart: P2PKH, P2SH
 * (BIP 16), bare multisig (BIP 11), witness programs (BIP 141, 341), pay-to-anchor (BIP 433).
 */
export function scriptKindOf(script: Uint8Array): ScriptKind {
  const first = script[0];
  const length = script.length;
  if (first === opReturn) return 'op-return';
  const witness = witnessKindOf(script);
  if (witness !== undefined) return witness;
  if (length === 25 && first === 0x76 && hasBytes(script, 1, [0xa9, 20])) {
    return hasBytes(script, 23, [0x88, opCheckSig]) ? 'p2pkh' : 'unknown';
  }
  if (length === 23 && first === 0xa9 && script[1] === 20) {
    return script[22] === 0x87 ? 'p2sh' : 'unknown';
  }
  if (first !== undefined && length === first + 2 && first === keyLengths.get(script[1])) {
    return script[length - 1] === opCheckSig ? 'p2pk' : 'unknown';
  }
  return multisigKeys(script) === undefined ? 'unknown' : 'multisig';
}

/** Public keys of a bare multisig script in their order; undefined when it is none. */
export function multisigKeys(script: Uint8Array): readonly Uint8Array[] | undefined {
  const required = smallNumber(script[0]);
  const total = smallNumber(script[script.length - 2]);
  if (script[script.length - 1] !== opCheckMultiSig || script.length < 4) return undefined;
  if (required === undefined || total === undefined || required > total) return undefined;
  const keys: Uint8Array[] = [];
  let at = 1;
  while (at < script.length - 2) {
    const push = script[at] ?? 0;
    const isKey = push === keyLengths.get(script[at + 1]);
    if (!isKey || at + 1 + push > script.length - 2) return undefined;
    keys.push(script.subarray(at + 1, at + 1 + push));
    at += 1 + push;
  }
  return keys.length === total ? keys : undefined;
}

/** A version opcode and one push of 2 to 40 bytes, nothing else (BIP 141). */
function witnessKindOf(script: Uint8Array): ScriptKind | undefined {
  const [version, push] = script;
  if (version === undefined || push === undefined) return undefined;
  if (push < 2 || push > 40 || script.length !== push + 2) return undefined;
  if (version === 0) return push === 20 ? 'p2wpkh' : push === 32 ? 'p2wsh' : 'unknown';
  if (version < op1 || version > op16) return undefined;
  if (version === op1 && push === 32) return 'p2tr';
  if (version === op1 && push === 2 && hasBytes(script, 2, [0x4e, 0x73])) return 'p2a';
  return 'witness-unknown';
}

function hasBytes(script: Uint8Array, at: number, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => script[at + i] === byte);
}

/** 1 to 16 from OP_1 to OP_16. */
function smallNumber(opcode: number | undefined): number | undefined {
  if (opcode === undefined || opcode < op1 || opcode > op16) return undefined;
  return opcode - op1 + 1;
}
