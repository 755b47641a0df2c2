/** The letters of BIP-173. */
const letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const letterCodes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));

const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const checksumWords = 6;
/** What BIP-173 and BIP-350 add to the checksum. */
const constants = { bech32: 1, bech32m: 0x2bc830a3 };
/** The longest here: a prefix of five, a witness program of 40 bytes. */
const text = Buffer.alloc(90);

/** A witness program as BIP-173 (`bech32`) or BIP-350 (`bech32m`) writes it, in lower case. */
export function writeSegwitText(hrp: string, version: number, program: Uint8Array): string {
  const start = text.write(`${hrp}1`, 'latin1');
  text[start] = version;
  const wordsEnd = writeWords(program, start + 1);
  let state = checksumOfPrefix(hrp);
  for (let at = start; at < wordsEnd; at++) state = stepped(state, text[at] ?? 0);
  for (let i = 0; i < checksumWords; i++) state = stepped(state, 0);
  state ^= version === 0 ? constants.bech32 : constants.bech32m;
  const end = wordsEnd + checksumWords;
  for (let i = 0; i < checksumWords; i++) text[end - 1 - i] = (state >>> (5 * i)) & 31;
  for (let at = start; at < end; at++) text[at] = letterCodes[text[at] ?? 0] ?? 0;
  return text.toString('latin1', 0, end);
}

/** Five bits each, the last filled up with zeros; where they end. */
function writeWords(bytes: Uint8Array, from: number): number {
  let [at, held, bits] = [from, 0, 0];
  for (let i = 0; i < bytes.length; i++) {
    held = ((held << 8) | (bytes[i] ?? 0)) & 0xfff;
    for (bits += 8; bits >= 5; at++) {
      bits -= 5;
      text[at] = (held >>> bits) & 31;
    }
  }
  if (bits === 0) return at;
  text[at] = (held << (5 - bits)) & 31;
  return at + 1;
}

function checksumOfPrefix(hrp: string): number {
  let state = 1;
  for (let i = 0; i < hrp.length; i++) state = stepped(state, hrp.charCodeAt(i) >>> 5);
  state = stepped(state, 0);
  for (let i = 0; i < hrp.length; i++) state = stepped(state, hrp.charCodeAt(i) & 31);
  return state;
}

/** The terms of the generators that each of the 32 values of the upper bits adds. */
const steps = Int32Array.from({ length: 32 }, (_, top) =>
  generators.reduce((sum, generator, bit) => ((top >>> bit) & 1 ? sum ^ generator : sum), 0),
);

function stepped(state: number, word: number): number {
  return ((state & 0x1ffffff) << 5) ^ word ^ (steps[state >>> 25] ?? 0);
}
