import { type ChainId, chainOf } from '../domain/caip.ts';
import { isWagetraceError, WagetraceError } from '../domain/errors.ts';
import { outpointKey, outpointOfKey } from '../domain/utxo.ts';
import { grouped } from '../tracing/grouped.ts';
import { coinTransaction } from './coins.ts';
import type { FlowContext } from './context.ts';
import type { CoinRequest } from './load-coins.ts';
import type { LoadScope } from './load-pots.ts';

/** Coins that are asked of a chain at once. */
const askedAtOnce = 20;

type SeeContext = Pick<FlowContext, 'ledger' | 'coins' | 'spends' | 'chains'>;

/**
 * Those of the coins of which it is known who spent them up to the horizon, though their holders
 * were not read: asked of the chain one by one, with the transaction that spends each, checked and
 * stored. What a provider cannot tell is left out. Throws what the source throws that may be asked
 * again, and `source.bad-answer` for a spender that does not spend the coin.
 */
export async function seeCoins(
  context: SeeContext,
  scope: Pick<LoadScope, 'horizon' | 'mayRead' | 'signal'>,
  requests: readonly CoinRequest[],
): Promise<CoinRequest[]> {
  const found: CoinRequest[] = [];
  for (const [chain, group] of grouped(requests, ({ account }) => chainOf(account))) {
    const toHeight = scope.horizon.heights[chain];
    if (toHeight === undefined) continue;
    const coins = group.map(({ coin }) => outpointOfKey(coin));
    const seen = await context.spends.seen(chain, coins, toHeight);
    found.push(...group.filter(({ coin }) => seen.has(coin)));
    if (!scope.mayRead) continue;
    const unseen = group.filter(({ coin }) => !seen.has(coin));
    for (let at = 0; at < unseen.length; at += askedAtOnce) {
      const part = unseen.slice(at, at + askedAtOnce);
      const told = await Promise.all(
        part.map(({ coin }) =>
          see(context, chain, coin, toHeight, scope.signal).catch(falseWhereNobodyTells),
        ),
      );
      found.push(...part.filter((_, place) => told[place]));
    }
  }
  return found;
}

function falseWhereNobodyTells(error: unknown): false {
  if (isWagetraceError(error) && error.code === 'source.unsupported') return false;
  throw error;
}

async function see(
  context: SeeContext,
  chain: ChainId,
  coin: string,
  toHeight: number,
  signal: AbortSignal,
): Promise<boolean> {
  const outpoint = outpointOfKey(coin);
  const told = await context.spends.ask(chain, outpoint, signal);
  if (!told || told.height < toHeight) return false;
  const { height, blockHash, source, spentBy } = told;
  if (spentBy !== undefined) {
    const spender = await coinTransaction(context, chain, spentBy, signal);
    if (!spender) return false;
    const spends = spender.inputs.some((input) => outpointKey(input.outpoint) === coin);
    if (!spends) {
      const message = 'The transaction that is said to spend a coin does not';
      throw new WagetraceError('source.bad-answer', message, {
        retryable: true,
        details: { source, coin, spentBy },
      });
    }
  }
  return await context.spends.keep(chain, { coin: outpoint, height, blockHash, source });
}
