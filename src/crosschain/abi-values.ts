import type { ParamType, Result } from 'ethers';

/** A value as ethers types it, so that decoders read either alike. */
type AbiValue = Result[string];

/**
 * Arguments of an event or fields of a tuple, by name and by index. Addresses are lower case, whole
 * numbers bigint, `bytes` hex.
 */
export interface AbiArguments extends Iterable<AbiValue> {
  readonly [nameOrIndex: string | number]: AbiValue;
  /** By name alone. */
  toObject(): Readonly<Record<string, AbiValue>>;
}

/** Digits of a word of the ABI encoding: 32 bytes. */
const wordDigits = 64;
/**
 * How often all of the data may be read, since dynamic parts may point at one another. Whoever
 * encodes reads each part once, or shares a small one; a list of lists that all are one long list
 * would fill the memory.
 */
const inflationMax = 16;

/**
 * The values of an encoding in hex without prefix. It reads as ethers' decoder does (standard
 * modes, Contract ABI Specification), at several times its pace, and is stricter in one thing: what
 * no honest contract encodes (an address of more than 20 bytes, text that is not UTF-8) throws at
 * once and not when it is used. Throws `RangeError`.
 */
export function abiValues(types: readonly ParamType[], hex: string): readonly AbiValue[] {
  return valuesAt({ hex, left: hex.length * inflationMax }, types, 0);
}

/** The arguments with their names: of a name that occurs twice only by index, as ethers does. */
export function namedArguments(
  types: readonly ParamType[],
  values: readonly AbiValue[],
): AbiArguments {
  const names = uniqueNames(types);
  const args: Record<string, AbiValue> = {
    toObject: () =>
      Object.fromEntries(values.flatMap((value, at) => (names[at] ? [[names[at], value]] : []))),
    [Symbol.iterator]: () => values[Symbol.iterator](),
  };
  for (const [at, value] of values.entries()) {
    args[at] = value;
    const name = names[at];
    if (name) args[name] = value;
  }
  // CAST: both of its methods are there, and anything may be asked for by name.
  return args as AbiArguments;
}

/** Names by the types that they were computed of: each event is read many times. */
const namesOf = new WeakMap<readonly ParamType[], readonly string[]>();

/** By place; empty where there is none, or another has the same. */
function uniqueNames(types: readonly ParamType[]): readonly string[] {
  const known = namesOf.get(types);
  if (known) return known;
  const all = types.map(({ name }) => name);
  const names = all.map((name) => (all.indexOf(name) === all.lastIndexOf(name) ? name : ''));
  namesOf.set(types, names);
  return names;
}

/** True for a type whose value stands apart from its place, behind an offset. */
export function isDynamic(type: ParamType): boolean {
  const { baseType, arrayLength, arrayChildren, components } = type;
  if (baseType === 'array')
    return arrayLength === -1 || (arrayChildren ? isDynamic(arrayChildren) : false);
  if (baseType === 'tuple') return (components ?? []).some(isDynamic);
  return baseType === 'bytes' || baseType === 'string';
}

interface Reading {
  readonly hex: string;
  /** Digits that may still be read. */
  left: number;
}

/** Digits from a place; throws beyond the end. */
function digitsAt(reading: Reading, at: number, length: number): string {
  if (at + length > reading.hex.length) throw new RangeError('data out of bounds');
  reading.left -= length;
  if (reading.left < 0) throw new RangeError('data refers to itself too often');
  return reading.hex.slice(at, at + length);
}

/** A length, or an offset in bytes: as a count of digits. */
function countAt(reading: Reading, at: number): number {
  const count = Number.parseInt(digitsAt(reading, at, wordDigits), 16);
  if (!(count <= reading.hex.length)) throw new RangeError('data out of bounds');
  return count;
}

/** How many digits a value takes in the place of its tuple. */
function headDigits(type: ParamType): number {
  if (isDynamic(type)) return wordDigits;
  const { arrayChildren, arrayLength, components } = type;
  if (arrayChildren) return (arrayLength ?? 0) * headDigits(arrayChildren);
  if (!components) return wordDigits;
  return components.reduce((sum, child) => sum + headDigits(child), 0);
}

function tupleAt(reading: Reading, types: readonly ParamType[], start: number): AbiArguments {
  return namedArguments(types, valuesAt(reading, types, start));
}

/** Values side by side; offsets count from their start. */
function valuesAt(reading: Reading, types: readonly ParamType[], start: number): AbiValue[] {
  let at = start;
  return types.map((type) => {
    const place = isDynamic(type) ? start + 2 * countAt(reading, at) : at;
    at += headDigits(type);
    return valueAt(reading, type, place);
  });
}

function valueAt(reading: Reading, type: ParamType, at: number): AbiValue {
  const { baseType, arrayChildren, components } = type;
  if (arrayChildren) return arrayAt(reading, type, arrayChildren, at);
  if (components) return tupleAt(reading, components, at);
  if (baseType === 'bytes') return `0x${bytesAt(reading, at)}`;
  if (baseType === 'string') return textOf(bytesAt(reading, at));
  return wordValue(baseType, digitsAt(reading, at, wordDigits));
}

function arrayAt(reading: Reading, { arrayLength }: ParamType, child: ParamType, at: number) {
  const isCounted = arrayLength === -1 || arrayLength === null;
  const length = isCounted ? countAt(reading, at) : arrayLength;
  const start = isCounted ? at + wordDigits : at;
  if (length * wordDigits > reading.hex.length) throw new RangeError('data out of bounds');
  return valuesAt(reading, new Array<ParamType>(length).fill(child), start);
}

/** The padding behind the bytes may be missing, as some contracts leave it out. */
function bytesAt(reading: Reading, at: number): string {
  return digitsAt(reading, at + wordDigits, 2 * countAt(reading, at));
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(hex: string): string {
  try {
    return utf8.decode(Buffer.from(hex, 'hex'));
  } catch (cause) {
    throw new RangeError('not UTF-8', { cause });
  }
}

/** A value of one word. What stands beside a narrower number is no part of it. */
export function wordValue(baseType: string, word: string): string | bigint | boolean {
  if (baseType === 'address') {
    if (!word.startsWith(addressPadding)) throw new RangeError('not an address');
    return `0x${word.slice(addressPadding.length)}`;
  }
  if (baseType === 'bool') return !/^0*$/.test(word);
  if (baseType.startsWith('bytes')) return `0x${word.slice(0, 2 * Number(baseType.slice(5)))}`;
  const isSigned = baseType.startsWith('int');
  const bits = Number(baseType.slice(isSigned ? 3 : 4));
  const value = BigInt(`0x${word.slice(-bits / 4)}`);
  return isSigned ? BigInt.asIntN(bits, value) : value;
}

const addressPadding = '0'.repeat(24);
