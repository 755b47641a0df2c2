import { formatDecimal } from './amount.ts';
import { WagetraceError } from './errors.ts';

/** Digits of a price before and after the point; beyond them it is no price. */
const digitsMax = 40;

/**
 * Dollars of an amount at a price of one unit, exact: nothing is rounded, so that dust is not
 * worth 0. Throws `price.bad-figure` for a price that is no positive decimal figure.
 */
export function usdValue(amountBase: bigint, decimals: number, usdPerUnit: string): string {
  const { price, places } = readPrice(usdPerUnit);
  return formatDecimal(amountBase * price, decimals + places);
}

/** Micro-dollars of an amount, rounded down, for comparing. Throws `price.bad-figure`. */
export function usdMicrosOf(amountBase: bigint, decimals: number, usdPerUnit: string): bigint {
  const { price, places } = readPrice(usdPerUnit);
  return (amountBase * price * 1_000_000n) / 10n ** BigInt(decimals + places);
}

/** The least amount that is worth so many whole dollars. Throws `price.bad-figure`. */
export function baseWorth(dollars: bigint, decimals: number, usdPerUnit: string): bigint {
  const { price, places } = readPrice(usdPerUnit);
  return (dollars * 10n ** BigInt(decimals + places) + price - 1n) / price;
}

/** A price as a whole number and how many of its digits stand behind the point. */
function readPrice(usdPerUnit: string): { readonly price: bigint; readonly places: number } {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(usdPerUnit);
  const [whole = '', fraction = ''] = [match?.[1], match?.[2]];
  const price = match ? BigInt(`${whole}${fraction}`) : 0n;
  if (price === 0n || whole.length > digitsMax || fraction.length > digitsMax) {
    throw new WagetraceError('price.bad-figure', 'Not a price');
  }
  return { price, places: fraction.length };
}
