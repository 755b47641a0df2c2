/**
 * SHA-256 (FIPS 180-4) of messages that fit one block, 55 bytes at most. Every address carries
 * such a hash, and a block of a chain a thousand addresses. A call of the platform's hash costs
 * three times its work on so short a message, so the one function that is needed is assembled
 * here as WebAssembly, its 64 rounds written out.
 */

/** The part of the platform's interface that is used; the library's types name it for browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

interface Exports {
  /** Hashes the block at 0 of the memory and writes the eight words over its front. */
  readonly hash: () => void;
  readonly memory: { readonly buffer: ArrayBuffer };
}

/** What one block holds of a message, with its padding. */
export const shortMessageBytesMax = 55;
const digestWords = 8;
const blockWords = 16;
const rounds = 64;

const primes: readonly number[] = Array.from({ length: 312 }, (_, n) => n).filter(
  (n) => n > 1 && !Array.from({ length: n }, (_, d) => d).some((d) => d > 1 && n % d === 0),
);

/** The first 32 bits of the fractional part. */
function fractionBits(x: number): number {
  return Math.floor((x % 1) * 2 ** 32) | 0;
}

const roundConstants = primes.slice(0, rounds).map((prime) => fractionBits(Math.cbrt(prime)));
const startWords = primes.slice(0, digestWords).map((prime) => fractionBits(Math.sqrt(prime)));

/** Bytes of instructions, one after the other or in parts. */
type Code = readonly (number | Code)[];

/** LEB128 of a number that is not negative. */
function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const isLast = value >= -64 && value < 64;
  return isLast ? [value & 127] : [(value & 127) | 128, signed(value >> 7)];
}

/** Each pushes one word of 32 bits, or takes one into a variable or a place of the memory. */
const get = (local: number): Code => [0x20, unsigned(local)];
const set = (local: number, value: Code): Code => [value, 0x21, unsigned(local)];
const word = (value: number): Code => [0x41, signed(value)];
const load = (place: number): Code => [word(0), 0x28, 2, unsigned(4 * place)];
const store = (place: number, value: Code): Code => [word(0), value, 0x36, 2, unsigned(4 * place)];
const folded =
  (opcode: number) =>
  (first: Code, ...others: readonly Code[]): Code => [
    first,
    others.map((other) => [other, opcode]),
  ];
const add = folded(0x6a);
const and = folded(0x71);
const or = folded(0x72);
const xor = folded(0x73);
const shiftRight = (value: Code, bits: number): Code => [value, word(bits), 0x76];
const rotateRight = (value: Code, bits: number): Code => [value, word(bits), 0x78];

/** The sum of a word rotated by c, by b + c and by a + b + c: so each rotation takes one register. */
const chained = (value: Code, a: number, b: number, c: number): Code =>
  rotateRight(xor(value, rotateRight(xor(value, rotateRight(value, a)), b)), c);

/** Variables: the last 16 words of the schedule, the eight of the state, one between. */
const scheduled = (round: number): number => round % blockWords;
const state = (round: number, place: number): number =>
  blockWords + ((place + rounds - round) % digestWords);
const between = blockWords + digestWords;

function expand(round: number): Code {
  const [old, recent] = [get(scheduled(round + 1)), get(scheduled(round + 14))];
  const sigma0 = xor(rotateRight(old, 7), rotateRight(old, 18), shiftRight(old, 3));
  const sigma1 = xor(rotateRight(recent, 17), rotateRight(recent, 19), shiftRight(recent, 10));
  const own = scheduled(round);
  return set(own, add(get(own), sigma0, get(scheduled(round + 9)), sigma1));
}

/** One round; no word moves to its neighbour, the next round calls them by other names. */
function roundOf(round: number): Code {
  const at = (place: number) => get(state(round, place));
  const [a, b, c, e, f, g] = [at(0), at(1), at(2), at(4), at(5), at(6)] as const;
  const sum1 = chained(e, 14, 5, 6);
  const chosen = xor(g, and(e, xor(f, g)));
  const sum0 = chained(a, 9, 11, 2);
  const majority = or(and(a, b), and(c, or(a, b)));
  const constant = word(roundConstants[round] ?? 0);
  return [
    set(between, add(at(7), sum1, chosen, constant, get(scheduled(round)))),
    set(state(round, 3), add(at(3), get(between))),
    set(state(round, 7), add(get(between), sum0, majority)),
  ];
}

function hashFunction(): Code {
  const places = [...Array(blockWords).keys()];
  const allRounds = [...Array(rounds).keys()];
  const end = 0x0b;
  return [
    // One group of variables, all words.
    [1, unsigned(between + 1), 0x7f],
    places.map((place) => set(scheduled(place), load(place))),
    startWords.map((start, place) => set(state(0, place), word(start))),
    allRounds.map((round) => [round < blockWords ? [] : expand(round), roundOf(round)]),
    startWords.map((start, place) => store(place, add(get(state(0, place)), word(start)))),
    end,
  ];
}

/** A module with the function and one page of memory. */
function moduleBytes(): Uint8Array {
  const counted = (body: Code): Code => {
    const bytes = bytesOf(body);
    return [unsigned(bytes.length), bytes];
  };
  const named = (name: string, kind: number): Code => [
    counted([...name].map((char) => char.charCodeAt(0))),
    [kind, 0],
  ];
  return Uint8Array.from(
    bytesOf([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      [1, counted([1, 0x60, 0, 0])],
      [3, counted([1, 0])],
      [5, counted([1, 0, 1])],
      [7, counted([2, named('hash', 0), named('memory', 2)])],
      [10, counted([1, counted(hashFunction())])],
    ]),
  );
}

function bytesOf(code: Code, into: number[] = []): number[] {
  for (const part of code) {
    if (typeof part === 'number') into.push(part);
    else bytesOf(part, into);
  }
  return into;
}

function assembled(): Exports {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()));
  // CAST: the module above exports these two.
  return exports as Exports;
}

const { hash, memory } = assembled();
const block = new Int32Array(memory.buffer, 0, blockWords);
const digest = block.subarray(0, digestWords);

/**
 * SHA-256 of the first `length` bytes, 55 at most, as eight words whose first byte is the highest.
 * They stand until the next call. Throws `RangeError` for a longer message.
 */
export function shortHash(bytes: Uint8Array, length = bytes.length): Int32Array {
  if (length > shortMessageBytesMax) throw new RangeError('the message needs a second block');
  const whole = length >> 2;
  for (let i = 0; i < whole; i++) block[i] = wordAt(bytes, 4 * i);
  let [last, shift] = [0, 24];
  for (let i = 4 * whole; i < length; i++, shift -= 8) last |= (bytes[i] ?? 0) << shift;
  block[whole] = last | (0x80 << shift);
  for (let i = whole + 1; i < blockWords - 1; i++) block[i] = 0;
  block[blockWords - 1] = 8 * length;
  hash();
  return digest;
}

/** SHA-256 of the SHA-256 of the same. */
export function shortDoubleHash(bytes: Uint8Array, length = bytes.length): Int32Array {
  shortHash(bytes, length);
  block[digestWords] = 0x80000000;
  for (let i = digestWords + 1; i < blockWords - 1; i++) block[i] = 0;
  block[blockWords - 1] = 32 * digestWords;
  hash();
  return digest;
}

function wordAt(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return ((a ?? 0) << 24) | ((b ?? 0) << 16) | ((c ?? 0) << 8) | (d ?? 0);
}
