import type { CoinShape } from './candidate.ts';

/** Coins of one amount. */
export interface EqualGroup {
  readonly amountBase: bigint;
  readonly count: number;
}

/** The coins grouped by amount, the largest group first, of equal groups the greater amount first. */
export function equalGroups(coins: readonly CoinShape[]): EqualGroup[] {
  const counts = new Map<bigint, number>();
  for (const coin of coins) counts.set(coin.amountBase, (counts.get(coin.amountBase) ?? 0) + 1);
  return [...counts]
    .map(([amountBase, count]) => ({ amountBase, count }))
    .sort((a, b) => b.count - a.count || (a.amountBase < b.amountBase ? 1 : -1));
}
