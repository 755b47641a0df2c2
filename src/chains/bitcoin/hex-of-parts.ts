import type { RawInput, RawOutput } from './raw-transaction.ts';

const idBytes = 32;
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
  let length = idBytes * (1 + spends.length);
  for (const { script } of outputs) length += script.length;
  if (length > bytes.length) bytes = Buffer.alloc(2 * length);
  let at = writeReversed(bytes, 0, hash, 0);
  for (const spend of spends) at = writeReversed(bytes, at, spend.bytes, spend.previousAt);
  for (const { script } of outputs) {
    bytes.set(script, at);
    at += script.length;
  }
  return bytes.toString('hex', 0, length);
}

/** As people write the id of the hash that begins at `from`; where it ends. */
function writeReversed(into: Uint8Array, at: number, source: Uint8Array, from: number): number {
  const last = at + idBytes - 1;
  for (let i = 0; i < idBytes; i++) into[last - i] = source[from + i] ?? 0;
  return last + 1;
}
