import type { ByteWriter } from '../../database/byte-writer.ts';

/** PostgreSQL keeps numerics in digits to the base of 10,000. */
const base = 10_000;
const digitsEach = 4;
/** Below it the arithmetic of doubles is exact. */
const exactMax = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * A whole number from zero on in the format of `numeric_send`: count of digits, weight of the first
 * one, sign, scale, digits.
 */
export function writeNumeric(into: ByteWriter, value: bigint): void {
  if (value < 0n) throw new RangeError('Amounts are not negative');
  const digits = value <= exactMax ? digitsOf(Number(value)) : digitsOfText(value.toString());
  into.int2(digits.length);
  into.int2(Math.max(0, digits.length - 1));
  into.int4(0);
  for (const digit of digits) into.int2(digit);
}

/** The most significant digit first. */
function digitsOf(value: number): number[] {
  const digits: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / base)) digits.push(rest % base);
  return digits.reverse();
}

function digitsOfText(text: string): number[] {
  const digits: number[] = [];
  for (let end = text.length; end > 0; end -= digitsEach) {
    digits.push(Number(text.slice(Math.max(0, end - digitsEach), end)));
  }
  return digits.reverse();
}

/** The whole number that `numeric_send` wrote to these bytes. */
export function readNumeric(bytes: Buffer, start: number): bigint {
  const count = bytes.readInt16BE(start);
  const weight = bytes.readInt16BE(start + 2);
  const first = start + 8;
  let exact = 0;
  let wide: bigint | undefined;
  for (let place = 0; place <= weight; place += 1) {
    // Zeros at the end are not sent.
    const digit = place < count ? bytes.readInt16BE(first + place * 2) : 0;
    if (wide === undefined && exact > (Number.MAX_SAFE_INTEGER - digit) / base)
      wide = BigInt(exact);
    if (wide === undefined) exact = exact * base + digit;
    else wide = wide * BigInt(base) + BigInt(digit);
  }
  return wide ?? BigInt(exact);
}
