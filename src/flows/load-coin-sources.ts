import { chainOf } from '../domain/caip.ts';
import { outpointOfKey, type UtxoTransaction } from '../domain/utxo.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';
import { loadedCoin } from '../tracing/loaded-coin.ts';
import type { LoadedPot } from '../tracing/trace-request.ts';
import { coinTransaction, transfersOfCoins } from './coins.ts';
import type { CoinRequest, LoadedCoins } from './load-coins.ts';
import type { LoadContext, LoadScope } from './load-pots.ts';
import { potName } from './pot-name.ts';

/** Transactions that are asked of a chain at once. */
const askedAtOnce = 20;

/**
 * Loads the way back from coins: the transaction that made each, whole, from its chain where it is
 * not stored. The way stops in front of a CoinJoin, and of what cannot be had.
 */
export async function loadCoinSources(
  context: LoadContext,
  scope: LoadScope,
  requests: readonly CoinRequest[],
): Promise<LoadedCoins> {
  const pots: LoadedPot[] = [];
  const walked = new Map<string, readonly PotTransfer[]>();
  for (let at = 0; at < requests.length; at += askedAtOnce) {
    const part = requests.slice(at, at + askedAtOnce);
    const makers = await Promise.all(part.map((request) => makerOf(context, scope, request)));
    for (const [place, request] of part.entries()) {
      const maker = makers[place];
      const pot = potOf(scope, request, maker);
      pots.push(pot);
      if (!maker || pot.state !== 'loaded' || walked.has(maker.tx)) continue;
      walked.set(maker.tx, transfersOfCoins(context, maker));
    }
  }
  return { pots, transfers: [...walked.values()].flat() };
}

async function makerOf(
  context: LoadContext,
  { mayRead, signal }: LoadScope,
  { account, coin }: CoinRequest,
): Promise<UtxoTransaction | undefined> {
  const [chain, { tx }] = [chainOf(account), outpointOfKey(coin)];
  if (mayRead) return await coinTransaction(context, chain, tx, signal);
  const [stored] = await context.coins.transactions(chain, [tx]);
  return stored;
}

function potOf(
  { transfersMax, unread }: LoadScope,
  request: CoinRequest,
  maker: UtxoTransaction | undefined,
): LoadedPot {
  if (!maker || unread?.has(potName(request)))
    return { ...request, state: 'not-covered', reason: 'not-stored' };
  const isTooLarge = maker.inputs.length + maker.outputs.length + 1 > transfersMax;
  return isTooLarge ? { ...request, state: 'too-large' } : loadedCoin(request, maker);
}
