import type { AccountId } from '../domain/caip.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';

/**
 * Accounts of the transfers that were not known yet; they are from now on. `sides`: whoever only
 * pays ends no trail forward. A transaction that coins are spent in is nobody's account.
 */
export function newAccounts(
  transfers: Iterable<PotTransfer>,
  known: Set<AccountId>,
  sides: 'both' | 'receiver' = 'both',
): AccountId[] {
  const fresh: AccountId[] = [];
  const look = (account: AccountId): void => {
    if (known.has(account)) return;
    known.add(account);
    fresh.push(account);
  };
  for (const { from, to, pots } of transfers) {
    if (sides === 'both') look(from);
    if (pots?.to?.kind !== 'spend') look(to);
  }
  return fresh;
}
