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

/** Doubles where no sum of amounts can leave the integers that a double holds exactly. */
export function amountColumn(amounts: readonly bigint[]): AmountColumn {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum <= BigInt(Number.MAX_SAFE_INTEGER)
    ? { exact: Float64Array.from(amounts, Number), wide: amounts, sum }
    : { wide: amounts, sum };
}

/** The amount at an index, as base units. */
export function amountAt(column: AmountColumn, index: number): bigint {
  if (column.wide) return column.wide[index] ?? 0n;
  return BigInt(column.exact?.[index] ?? 0);
}
