/**
 * Amounts of transfers in base units. `exact` holds them all when their sum is below 2^53, so
 * that doubles add and subtract without rounding; `wide` as they came. At least one is defined,
 * and both give the same results.
 */
export interface AmountColumn {
  readonly exact?: Float64Array;
  readonly wide?: readonly bigint[];
  readonly sum: bigint;
}

/**
 * Doubles where no sum of amounts can leave the integers that a double holds exactly. `exact`:
 * the same amounts as doubles, where the caller has them already.
 */
export function amountColumn(
  amounts: readonly bigint[],
  exact = Float64Array.from(amounts, Number),
): AmountColumn {
  let sum = 0;
  for (const amount of exact) sum += amount;
  // A sum of doubles that came no further was never rounded.
  if (sum <= Number.MAX_SAFE_INTEGER) return { exact, wide: amounts, sum: BigInt(sum) };
  return { wide: amounts, sum: amounts.reduce((all, amount) => all + amount, 0n) };
}

/** The amount at an index, as base units. */
export function amountAt(column: AmountColumn, index: number): bigint {
  if (column.wide) return column.wide[index] ?? 0n;
  return BigInt(column.exact?.[index] ?? 0);
}
