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
  const exact = new Float64Array(amounts.length);
  let sum = 0;
  for (let index = 0; index < amounts.length; index += 1) {
    const amount = Number(amounts[index]);
    exact[index] = amount;
    sum += amount;
  }
  // A sum of doubles that came no further was never rounded.
  if (sum <= Number.MAX_SAFE_INTEGER) return { exact, wide: amounts, sum: BigInt(sum) };
  return { wide: amounts, sum: amounts.reduce((all, amount) => all + amount, 0n) };
}

/** The amount at an index, as base units. */
export function amountAt(column: AmountColumn, index: number): bigint {
  if (column.wide) return column.wide[index] ?? 0n;
  return BigInt(column.exact?.[index] ?? 0);
}
