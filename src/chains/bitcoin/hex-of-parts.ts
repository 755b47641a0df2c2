import type { RawInput, RawOutput } from './raw-transaction.ts';

let bytes = Buffer.alloc(4_096);

/**
 * Hex of a transaction's id, of the ids whose coins it spends, and of its scripts, one after the
 * other. Asked for one by one, hex of such short pieces takes twice as long.
 */
export function hexOfParts(
  hash: Uint8Array,
  spends: readonly RawInput[],
  outputs: readonly RawOutput[],
): string {
  let length = hash.length * (1 + spends.length);
  for (const { script } of outputs) length += script.length;
  if (length > bytes.length) bytes = Buffer.alloc(2 * length);
  let at = writeReversed(bytes, hash, 0);
  for (const { previousHash } of spends) at = writeReversed(bytes, previousHash, at);
  for (const { script } of outputs) {
    bytes.set(script, at);
    at += script.length;
  }
  return bytes.toString('hex', 0, length);
}

/** As people write the id of a hash; where it ends. */
function writeReversed(into: Uint8Array, hash: Uint8Array, at: number): number {
  const last = at + hash.length - 1;
  for (let i = 0; i < hash.length; i++) into[last - i] = hash[i] ?? 0;
  return last + 1;
}
