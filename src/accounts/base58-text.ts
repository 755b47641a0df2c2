/**
 * Base58 as addresses write it. Digits are computed in groups of four, each written as two pairs:
 * base 58^4 stays below 2^24, so that a group times a 24-bit chunk, summed over all chunks, is
 * exact in a double.
 */
const pair = 58 * 58;
const group = pair * pair;
const groupBits = Math.log2(group);
const chunkBytes = 3;
/** Zcash's longest payload with its checksum is 70 bytes. */
const bytesMax = 72;
const chunksMax = bytesMax / chunkBytes;
const groupsMax = Math.ceil((bytesMax * 8) / groupBits);

/** `powers[g * chunksMax + c]` is group `g`, lowest first, of 2^(24·c). */
const powers = powersOfChunks();
/** The lowest chunk that reaches each group. */
const firstChunks = Int32Array.from({ length: groupsMax }, (_, g) =>
  Math.ceil((g * groupBits) / (8 * chunkBytes)),
);
const chunks = new Float64Array(chunksMax);
/** As many letters in front as there can be leading zeros. */
const text = Buffer.alloc(bytesMax + 4 * groupsMax);

function powersOfChunks(): Float64Array {
  const table = new Float64Array(chunksMax * groupsMax);
  for (let chunk = 0; chunk < chunksMax; chunk++) {
    let rest = 1n << BigInt(8 * chunkBytes * chunk);
    for (let at = 0; rest > 0n; at++, rest /= BigInt(group)) {
      table[at * chunksMax + chunk] = Number(rest % BigInt(group));
    }
  }
  return table;
}

/** An alphabet of 58 letters: the codes of the two that write each pair of digits. */
export type Base58Letters = Uint8Array;

/** Prepares an alphabet. */
export function base58Letters(alphabet: string): Base58Letters {
  const letters = new Uint8Array(2 * pair);
  for (let i = 0; i < pair; i++) {
    letters[2 * i] = alphabet.charCodeAt(Math.floor(i / 58));
    letters[2 * i + 1] = alphabet.charCodeAt(i % 58);
  }
  return letters;
}

/** The text of the first `length` bytes, 72 at most. Throws `RangeError`. */
export function writeBase58(bytes: Uint8Array, length: number, letters: Base58Letters): string {
  if (length > bytesMax) throw new RangeError('too many bytes for base58');
  const zero = letters[0] ?? 0;
  let at = writeDigits(bytes, length, letters);
  while (at < text.length && text[at] === zero) at += 1;
  // Each zero byte in front is one letter, the first of the alphabet.
  for (let i = 0; i < length && bytes[i] === 0; i++) {
    at -= 1;
    text[at] = zero;
  }
  return text.toString('latin1', at);
}

/** Writes the number that the bytes are to the end of `text`; where it begins. */
function writeDigits(bytes: Uint8Array, length: number, letters: Base58Letters): number {
  const chunkCount = cut(bytes, length);
  const groupCount = Math.ceil((length * 8) / groupBits);
  let at = text.length;
  let carry = 0;
  for (let g = 0; g < groupCount; g++) {
    const row = g * chunksMax;
    let sum = carry;
    for (let c = firstChunks[g] ?? 0; c < chunkCount; c++) {
      sum += (chunks[c] ?? 0) * (powers[row + c] ?? 0);
    }
    carry = Math.floor(sum / group);
    const digits = (sum - carry * group) | 0;
    const upper = (digits / pair) | 0;
    at -= 4;
    writePair(upper, at, letters);
    writePair(digits - pair * upper, at + 2, letters);
  }
  return at;
}

function writePair(digits: number, at: number, letters: Base58Letters): void {
  text[at] = letters[2 * digits] ?? 0;
  text[at + 1] = letters[2 * digits + 1] ?? 0;
}

/** Cuts the bytes into chunks, lowest first; how many. */
function cut(bytes: Uint8Array, length: number): number {
  let count = 0;
  for (let at = length; at > 0; at -= chunkBytes) {
    const low = bytes[at - 1] ?? 0;
    const middle = at > 1 ? (bytes[at - 2] ?? 0) : 0;
    const high = at > 2 ? (bytes[at - 3] ?? 0) : 0;
    chunks[count] = low | (middle << 8) | (high << 16);
    count += 1;
  }
  return count;
}
