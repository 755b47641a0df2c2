import type { ChainId } from '../domain/caip.ts';
import { outpointKey, outpointOfKey, type UtxoTransaction } from '../domain/utxo.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';
import { loadedCoin } from '../tracing/loaded-coin.ts';
import type { LoadedPot, PotRequest } from '../tracing/trace-request.ts';
import { transfersOfCoins } from './coins.ts';
import type { LoadContext, LoadScope } from './load-pots.ts';

/** A coin and the account that holds it, which was read from the coin's block to the horizon. */
export type CoinRequest = PotRequest & { readonly coin: string };

export interface LoadedCoins {
  readonly pots: readonly LoadedPot[];
  readonly transfers: readonly PotTransfer[];
}

/**
 * Loads coins whose holders were read: who spends each, whole, in one query a chain. A coin whose
 * spender is not there up to the horizon rests unspent; a spender beyond the budget is too large.
 */
export async function loadCoins(
  context: LoadContext,
  scope: LoadScope,
  chain: ChainId,
  requests: readonly CoinRequest[],
): Promise<LoadedCoins> {
  const coins = requests.map(({ coin }) => outpointOfKey(coin));
  const spenders = await context.coins.spendersOf(chain, coins);
  const spenderOf = new Map<string, UtxoTransaction>();
  for (const spender of spenders) {
    if (!isWithin(scope, spender)) continue;
    for (const { outpoint } of spender.inputs) spenderOf.set(outpointKey(outpoint), spender);
  }
  const pots: LoadedPot[] = [];
  const walked = new Set<UtxoTransaction>();
  for (const request of requests) {
    const spender = spenderOf.get(request.coin);
    const isTooLarge = spender !== undefined && sizeOf(spender) > scope.transfersMax;
    const pot = isTooLarge
      ? ({ ...request, state: 'too-large' } as const)
      : loadedCoin(request, spender);
    pots.push(pot);
    if (spender && pot.state === 'loaded') walked.add(spender);
  }
  return {
    pots,
    transfers: [...walked].flatMap((spender) => transfersOfCoins(context, spender)),
  };
}

/** Splits requests for coins from those for balances. */
export function isCoinRequest(request: PotRequest): request is CoinRequest {
  return request.coin !== undefined;
}

function isWithin({ horizon, untilTime }: LoadScope, { chain, height, time }: UtxoTransaction) {
  const last = horizon.heights[chain] ?? Number.POSITIVE_INFINITY;
  return height <= last && (untilTime === undefined || time <= untilTime);
}

function sizeOf({ inputs, outputs }: UtxoTransaction): number {
  return inputs.length + outputs.length + 1;
}
