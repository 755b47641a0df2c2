import { ByteWriter } from '../../database/byte-writer.ts';
import { WagetraceError } from '../../domain/errors.ts';
import { shortHash, writeHash } from './hash-codec.ts';
import { writeNumeric } from './numeric-codec.ts';

/** Object ids of types (PostgreSQL, pg_type.dat); they never change. */
const oid = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int4: 23,
  text: 25,
  timestamptz: 1184,
  numeric: 1700,
} as const;
/** PostgreSQL counts microseconds from 2000-01-01. */
export const postgresEpochMs = Date.UTC(2000, 0, 1);
const headerBytes = 20;
/** Where the header says whether an element is null. */
const hasNullAt = 4;

/** Writes one element, without its length; false: it is null. */
type WriteElement<T> = (into: ByteWriter, value: T) => boolean | undefined;

/**
 * Arrays in the binary format of PostgreSQL's `array_send`, for parameters of bulk statements: pg
 * passes a Buffer as it is, and neither side spells or parses text, which would cost a fifth of
 * storing. Header (dimensions, has-null, element type, length, lower bound), then length and bytes
 * of each.
 */
function arrayOf<T>(elementOid: number, bytesEach: number, write: WriteElement<T>) {
  return (values: readonly T[]): Buffer => {
    const into = new ByteWriter(headerBytes + values.length * (4 + bytesEach));
    for (const field of [1, 0, elementOid, values.length, 1]) into.int4(field);
    let hasNull = false;
    for (const value of values) {
      const at = into.length;
      into.int4(-1);
      if (write(into, value) === false) hasNull = true;
      else into.int4At(at, into.length - at - 4);
    }
    if (hasNull) into.int4At(hasNullAt, 1);
    return into.bytes();
  };
}

export const bigints = arrayOf<number>(oid.int8, 8, (into, value) => {
  into.int8(value);
});

/** Throws `ledger.integer-too-large` for what is no int4: cut off, it would be another number. */
export const integers = arrayOf<number>(oid.int4, 4, (into, value) => {
  if (value !== (value | 0)) throw tooLarge(value);
  into.int4(value);
});

function tooLarge(value: number): WagetraceError {
  return new WagetraceError('ledger.integer-too-large', 'Not an integer of 32 bits', {
    details: { value },
  });
}

export const booleans = arrayOf<boolean>(oid.bool, 1, (into, value) => {
  into.byte(value ? 1 : 0);
});

export const byteas = arrayOf<Buffer>(oid.bytea, 34, (into, value) => {
  into.append(value);
});

export const texts = arrayOf<string | undefined>(oid.text, 6, (into, value) => {
  if (value === undefined) return false;
  into.text(value);
  return true;
});

/** Amounts in base units. */
export const numerics = arrayOf<bigint>(oid.numeric, 16, (into, value) => {
  writeNumeric(into, value);
});

/** ISO 8601 times, to the millisecond. */
export const timestamps = (values: readonly string[]): Buffer => {
  // Transfers of a block have one time, and reading it costs more than writing it.
  let last: string | undefined;
  let micros = 0;
  return arrayOf<string>(oid.timestamptz, 8, (into, value) => {
    if (value !== last) micros = (Date.parse(value) - postgresEpochMs) * 1000;
    last = value;
    into.int8(micros);
  })(values);
};

/** An array of bytea, and the short hash of each. */
export interface HashedColumn {
  readonly bytes: Buffer;
  readonly hashes: readonly number[];
}

/** Ids as `encodeHash` spells them. */
export function spelledIds(ids: readonly string[]): Buffer {
  const writeId = idWriter(0);
  return arrayOf<string>(oid.bytea, 34, (into, id) => {
    writeId(into, id);
  })(ids);
}

/** Ids as `encodeHash` spells them, without what stands before `from`, and their short hashes. */
export function hashedIds(ids: readonly string[], from = 0): HashedColumn {
  const writeId = idWriter(from);
  const hashes: number[] = [];
  let hash = 0;
  const bytes = arrayOf<string>(oid.bytea, 34, (into, id) => {
    const start = into.length;
    if (writeId(into, id)) hash = shortHash(into.buffer, start, into.length);
    hashes.push(hash);
  })(ids);
  return { bytes, hashes };
}

/**
 * Writes one id after the other; false: it is the one before once more, as the transaction and the
 * block of transfers often are.
 */
function idWriter(from: number): (into: ByteWriter, id: string) => boolean {
  let last: string | undefined;
  let [start, end] = [0, 0];
  return (into, id) => {
    if (id === last) {
      into.again(start, end);
      return false;
    }
    start = into.length;
    writeHash(into, id, from);
    end = into.length;
    last = id;
    return true;
  };
}
