import type { AccountId } from '../domain/caip.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';

/** Both sides of a transfer. A transaction that coins are spent in is nobody's account. */
export const bothSides = ({ from, to, pots }: PotTransfer): AccountId[] =>
  pots?.to?.kind === 'spend' ? [from] : [from, to];

/** Whoever only pays ends no trail. */
export const receiver = ({ to, pots }: PotTransfer): AccountId[] =>
  pots?.to?.kind === 'spend' ? [] : [to];

/** Accounts of the transfers that were not known yet; they are from now on. */
export function newAccounts(
  transfers: Iterable<PotTransfer>,
  known: Set<AccountId>,
  accountsOf = bothSides,
): AccountId[] {
  const fresh: AccountId[] = [];
  for (const transfer of transfers) {
    for (const account of accountsOf(transfer)) {
      if (!known.has(account)) fresh.push(account);
      known.add(account);
    }
  }
  return fresh;
}
