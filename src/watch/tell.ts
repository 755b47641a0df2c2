import { holderOf } from '../accounts/coin-holder.ts';
import type { AccountId, ChainId } from '../domain/caip.ts';
import { touchAllFlows, touchFlows } from '../flows/store-watch.ts';
import type { ChainBatch } from '../ports/chain-source.ts';
import type { WatchContext } from './context.ts';
import { touchAllMonitors, touchMonitors } from './store-visits.ts';

/**
 * Makes due what new blocks touch: flows whose value rests with somebody who paid, flows that wait
 * for a bridge to pay somebody who was paid, and monitored wallets that paid or were paid. Who looks finds out from the ledger whether it concerns them, so
 * telling too much costs a look and telling twice nothing.
 */
export async function tellBatch(
  { database, clock }: Pick<WatchContext, 'database' | 'clock'>,
  batch: Pick<ChainBatch, 'transfers' | 'utxo'>,
): Promise<void> {
  const now = clock.now();
  const { payers, payees, parties } = accountsIn(batch);
  await touchFlows(database, { payers: [...payers], payees: [...payees] }, now);
  await touchMonitors(database, [...parties], now);
}

/** The same for everybody on the chain: a worker died before it could tell what it had stored. */
export async function tellAll(
  { database, clock }: Pick<WatchContext, 'database' | 'clock'>,
  chain: ChainId,
): Promise<void> {
  const now = clock.now();
  await touchAllFlows(database, chain, now);
  await touchAllMonitors(database, chain, now);
}

function accountsIn({ transfers, utxo = [] }: Pick<ChainBatch, 'transfers' | 'utxo'>) {
  const payers = new Set<AccountId>();
  const payees = new Set<AccountId>();
  const parties = new Set<AccountId>();
  for (const { from, to, amountBase, suspect } of transfers) {
    // A bridge may pay in a token that no list of assets has.
    if (amountBase > 0n) payees.add(to);
    if (suspect || amountBase === 0n) continue;
    payers.add(from);
    parties.add(from).add(to);
  }
  // A transfer of coins names the first input only; any of them may be a coin that is watched.
  for (const { chain, inputs } of utxo) {
    for (const { coin } of inputs) {
      if (!coin) continue;
      const holder = holderOf(chain, coin);
      payers.add(holder);
      parties.add(holder);
    }
  }
  return { payers, payees, parties };
}
