import { type AccountId, type AssetId, chainOf } from '../domain/caip.ts';
import { type Transfer, transferKey } from '../domain/transfer.ts';
import { ReachSearch } from '../tracing/reach.ts';
import { reachGraph } from '../tracing/reach-graph.ts';
import { buildSubgraph } from '../tracing/subgraph.ts';
import type { FlowContext } from './context.ts';

export interface ReachQuery {
  readonly sources: readonly AccountId[];
  readonly asset: AssetId;
  readonly hopsMax: number;
  /** First block that counts. */
  readonly fromHeight: number;
  readonly toHeight: number;
  readonly transfersMax: number;
}

export interface ReachAnswer {
  /** Least hops of each account, the sources being 0. */
  readonly hops: ReadonlyMap<AccountId, number>;
  /** More transfers than `transfersMax` were needed: accounts may be missing. */
  readonly truncated: boolean;
}

/**
 * Which accounts value from the sources can have reached in time order, transfers of one block
 * being simultaneous, whatever the amounts. Loads from the ledger in waves, each account once.
 */
export async function reachFrom(
  context: Pick<FlowContext, 'ledger'>,
  organisationId: string,
  query: ReachQuery,
): Promise<ReachAnswer> {
  const transfers = new Map<string, Transfer>();
  const loaded = new Set<AccountId>();
  let hops = new Map<AccountId, number>(query.sources.map((source) => [source, 0]));
  for (;;) {
    const fresh = [...hops.keys()].filter((account) => !loaded.has(account));
    const [first] = fresh;
    if (!first) return { hops, truncated: false };
    const page = await context.ledger.transfersOf({
      organisationId,
      chain: chainOf(first),
      accounts: fresh,
      asset: query.asset,
      range: { fromHeight: query.fromHeight, toHeight: query.toHeight },
      transfersMax: query.transfersMax - transfers.size,
    });
    for (const transfer of page.transfers) transfers.set(transferKey(transfer), transfer);
    for (const account of fresh) loaded.add(account);
    hops = search([...transfers.values()], query);
    if (page.truncated) return { hops, truncated: true };
  }
}

function search(transfers: readonly Transfer[], query: ReachQuery): Map<AccountId, number> {
  const { accounts, ...columns } = buildSubgraph(transfers);
  const numbers = new Map(accounts.map((account, number) => [account, number]));
  const sources = query.sources.flatMap((source) => numbers.get(source) ?? []);
  const reached = new ReachSearch(reachGraph(columns)).inTimeOrder(
    sources,
    query.hopsMax,
    query.fromHeight,
  );
  const hops = new Map<AccountId, number>(query.sources.map((source) => [source, 0]));
  for (const { account: number, hops: count } of reached) {
    const account = accounts[number];
    if (account) hops.set(account, count);
  }
  return hops;
}
