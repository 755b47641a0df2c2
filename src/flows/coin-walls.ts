import type { AssetId } from '../domain/caip.ts';
import type { UtxoTransaction } from '../domain/utxo.ts';
import { type PotTransfer, spendAccount } from '../tracing/coin-transfers.ts';
import { loadedCoin } from '../tracing/loaded-coin.ts';
import type { LoadedPot } from '../tracing/trace-request.ts';
import type { FlowContext } from './context.ts';

/** A transaction behind which nothing can be attributed: a CoinJoin, or an input is not known. */
export function wallOf(transaction: UtxoTransaction, asset: AssetId): LoadedPot[] {
  const { chain, tx, height } = transaction;
  const spend = { account: spendAccount(chain, tx), asset, coin: tx, fromHeight: height };
  const pot = loadedCoin(spend, transaction);
  return pot.state === 'loaded' ? [] : [pot];
}

/** Of the transactions that made these coins, those behind which the way back ends. */
export async function wallsOf(
  { coins }: Pick<FlowContext, 'coins'>,
  transfers: readonly PotTransfer[],
): Promise<LoadedPot[]> {
  const inCoins = transfers.filter(({ pots }) => pots !== undefined);
  const walls: LoadedPot[] = [];
  for (const [chain, asset] of new Map(inCoins.map((one) => [one.chain, one.asset]))) {
    const txs = inCoins.filter((one) => one.chain === chain).map(({ tx }) => tx);
    const made = await coins.transactions(chain, [...new Set(txs)]);
    walls.push(...made.flatMap((one) => wallOf(one, asset)));
  }
  return walls;
}
