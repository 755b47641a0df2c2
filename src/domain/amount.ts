import { WagetraceError } from './errors.ts';

/** The greatest amount that the store holds: 2^256 - 1, the range of an ERC-20 `uint256`. */
export const amountMax = (1n << 256n) - 1n;

/** Reads base units written as a decimal string without sign, point or exponent. Throws `amount.bad-base`. */
export function parseBase(text: string): bigint {
  if (!/^\d{1,78}$/.test(text)) {
    throw new WagetraceError('amount.bad-base', 'An amount in base units is digits only', {
      details: { value: text.slice(0, 90) },
    });
  }
  const base = BigInt(text);
  if (base > amountMax) throw new WagetraceError('amount.too-large', 'Amount exceeds 2^256 - 1');
  return base;
}

/**
 * Reads a decimal figure such as `1250.50` as base units of an asset with `decimals` places.
 * Throws `amount.bad-decimal` for anything else, also for more places than the asset has
 * (unless they are zeros): an amount is never rounded on the way in.
 */
export function parseDecimal(text: string, decimals: number): bigint {
  const match = /^(\d{1,78})(?:\.(\d{1,78}))?$/.exec(text);
  const fraction = (match?.[2] ?? '').replace(/0+$/, '');
  if (!match || fraction.length > decimals) {
    throw new WagetraceError(
      'amount.bad-decimal',
      `Not a decimal amount with at most ${decimals} places`,
      { details: { value: text.slice(0, 90) } },
    );
  }
  return parseBase(BigInt(`${match[1]}${fraction.padEnd(decimals, '0')}`).toString());
}

/** Writes base units as a decimal figure, without trailing zeros. */
export function formatDecimal(base: bigint, decimals: number): string {
  const digits = base.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
