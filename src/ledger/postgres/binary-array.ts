/** Bytes of one element, big-endian, or null. */
type Encode<T> = (value: T) => Buffer | null;

/** Object ids of types (PostgreSQL, pg_type.dat); they never change. */
const oid = { bool: 16, bytea: 17, int8: 20, int4: 23, text: 25, timestamptz: 1184 } as const;
/** PostgreSQL counts microseconds from 2000-01-01. */
const postgresEpochMs = Date.UTC(2000, 0, 1);

const arrayOf =
  <T>(elementOid: number, encode: Encode<T>) =>
  (values: readonly T[]): Buffer =>
    binaryArray(elementOid, values.map(encode));

/**
 * Arrays in the binary format of PostgreSQL's `array_send`, for parameters of bulk statements: pg
 * passes a Buffer as it is, and neither side spells or parses text, which would cost a fifth of storing.
 */
export const bigints = arrayOf<number>(oid.int8, (value) => {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
});

export const integers = arrayOf<number>(oid.int4, (value) => {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
});

export const booleans = arrayOf<boolean>(oid.bool, (value) => Buffer.of(value ? 1 : 0));

export const byteas = arrayOf<Buffer>(oid.bytea, (value) => value);

export const texts = arrayOf<string | undefined>(oid.text, (value) =>
  value === undefined ? null : Buffer.from(value, 'utf8'),
);

/** ISO 8601 times, to the millisecond. */
export const timestamps = arrayOf<string>(oid.timestamptz, (value) => {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigInt64BE(BigInt(Date.parse(value) - postgresEpochMs) * 1000n);
  return bytes;
});

/** Header (dimensions, has-null, element type, length, lower bound), then length and bytes of each. */
function binaryArray(elementOid: number, elements: readonly (Buffer | null)[]): Buffer {
  const header = 20;
  const size = elements.reduce((sum, element) => sum + 4 + (element?.length ?? 0), header);
  const bytes = Buffer.allocUnsafe(size);
  const fields = [1, elements.includes(null) ? 1 : 0, elementOid, elements.length, 1];
  fields.forEach((field, i) => {
    bytes.writeInt32BE(field, i * 4);
  });
  let at = header;
  for (const element of elements) {
    at = bytes.writeInt32BE(element?.length ?? -1, at);
    if (element) at += element.copy(bytes, at);
  }
  return bytes;
}
