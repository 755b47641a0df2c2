import type { AccountId } from '../domain/caip.ts';
import { ReachSearch } from './reach.ts';
import { reachGraph } from './reach-graph.ts';
import type { Subgraph } from './subgraph.ts';

export interface WithinReach {
  readonly account: AccountId;
  /** Least number of transfers between it and the list. */
  readonly hops: number;
}

/**
 * Which of these wallets lie within `hopsMax` transfers of a list of accounts, in time order:
 * `from-list` when value of the list could reach the wallet, `to-list` when the wallet's could
 * reach the list. One search from the whole list, whatever the number of wallets.
 */
export function walletsWithinReach(
  subgraph: Subgraph,
  wallets: readonly AccountId[],
  list: readonly AccountId[],
  hopsMax: number,
  direction: 'from-list' | 'to-list',
): readonly WithinReach[] {
  const sources = list.flatMap((account) => subgraph.accountOf(account) ?? []);
  const graph = reachGraph(subgraph, {
    direction: direction === 'from-list' ? 'forward' : 'backward',
  });
  const hopsOf = new Map(
    new ReachSearch(graph)
      .inTimeOrder(sources, hopsMax)
      .map(({ account, hops }) => [account, hops] as const),
  );
  return wallets.flatMap((account) => {
    const hops = hopsOf.get(subgraph.accountOf(account) ?? -1);
    return hops === undefined ? [] : [{ account, hops }];
  });
}

/**
 * Accounts that value from the given ones can reach in time order, transfers of one block being
 * simultaneous; the given ones are among them.
 */
export function accountsInReach(
  subgraph: Subgraph,
  from: readonly AccountId[],
  hopsMax = Number.POSITIVE_INFINITY,
): ReadonlyMap<AccountId, number> {
  const listed = walletsWithinReach(subgraph, subgraph.accounts, from, hopsMax, 'from-list');
  return new Map(listed.map(({ account, hops }) => [account, hops]));
}
