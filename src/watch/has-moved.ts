import { holderOf } from '../accounts/coin-holder.ts';
import { type AccountId, type ChainId, chainOf } from '../domain/caip.ts';
import type { Flow } from '../domain/flow.ts';
import { type OpenPot, openPots } from '../flows/open-pots.ts';
import type { WatchContext } from './context.ts';
import { readTo } from './read-to.ts';

/** Wallets that one look reads from their chain; a flow that rests in more is followed instead. */
const accountsMax = 50;
/** New transfers that one look takes in; where there are more, something moved. */
const transfersMax = 2_000;

/**
 * Whether value left one of the pots where it rested when the flow was traced. What comes to a pot
 * changes nothing as long as nothing leaves it. Throws what the source of a chain throws.
 */
export async function hasMoved(
  context: WatchContext,
  organisationId: string,
  flow: Pick<Flow, 'endpoints' | 'inputs'>,
  signal: AbortSignal,
): Promise<boolean> {
  const chains = new Map<ChainId, OpenPot[]>();
  for (const pot of openPots(flow)) {
    const chain = chainOf(pot.account);
    chains.set(chain, [...(chains.get(chain) ?? []), pot]);
  }
  for (const [chain, pots] of chains) {
    const accounts = [...new Set(pots.map(({ account }) => account))];
    if (accounts.length > accountsMax) return true;
    const fromHeight = (flow.inputs.heights[chain]?.toHeight ?? -1) + 1;
    const toHeight = await readTo(context, chain, accounts, fromHeight, signal);
    if (toHeight < fromHeight) continue;
    const query = { organisationId, chain, accounts, range: { fromHeight, toHeight } };
    const left =
      context.chains.chain(chain)?.ledger === 'utxo'
        ? await coinsSpent(context, query, pots)
        : await transfersOut(context, query, pots);
    if (left) return true;
  }
  return false;
}

interface Query {
  readonly organisationId: string;
  readonly chain: ChainId;
  readonly accounts: readonly AccountId[];
  readonly range: { readonly fromHeight: number; readonly toHeight: number };
}

async function transfersOut(
  { ledger }: Pick<WatchContext, 'ledger'>,
  query: Query,
  pots: readonly OpenPot[],
): Promise<boolean> {
  const keys = new Set(pots.map(({ account, asset }) => `${account} ${asset}`));
  const { transfers, truncated } = await ledger.transfersOf({ ...query, transfersMax });
  return (
    truncated ||
    transfers.some(
      ({ from, to, asset, amountBase, suspect }) =>
        keys.has(`${from} ${asset}`) && from !== to && amountBase > 0n && !suspect,
    )
  );
}

async function coinsSpent(
  { coins }: Pick<WatchContext, 'coins'>,
  { chain, range }: Query,
  pots: readonly OpenPot[],
): Promise<boolean> {
  const named = pots.flatMap((pot) => pot.coins ?? []);
  const spenders = named.length > 0 ? await coins.spendersOf(chain, named) : [];
  if (spenders.some(({ height }) => height >= range.fromHeight)) return true;
  const accounts = pots.filter((pot) => !pot.coins).map(({ account }) => account);
  if (accounts.length === 0) return false;
  const watched = new Set(accounts);
  const page = await coins.transactionsOf({
    chain,
    accounts,
    range,
    transactionsMax: transfersMax,
  });
  const spends = page.transactions.some(({ inputs }) =>
    inputs.some(({ coin }) => coin !== undefined && watched.has(holderOf(chain, coin))),
  );
  return page.truncated || spends;
}
