import { type AccountId, type AssetId, chainOf } from '../../domain/caip.ts';
import { type HeightRange, missingRanges } from '../../domain/coverage.ts';
import type { UtxoTransaction } from '../../domain/utxo.ts';
import type { PotTransfer } from '../../tracing/coin-transfers.ts';
import type { KnownServices } from '../../tracing/services/deposit-address.ts';
import type { LoadedPot } from '../../tracing/trace-request.ts';
import type { FlowContext } from '../context.ts';

/** Transactions of one holder that are looked at; who has more is nobody's deposit address. */
const transactionsMax = 2_000;

/** Who spent a coin in a transaction that pays an exchange. */
export interface CoinSweeper {
  readonly account: AccountId;
  readonly asset: AssetId;
  /** First block from which on the holder was read. */
  readonly fromHeight: number;
}

/** The holders of loaded coins that were spent in a transaction that pays a known exchange. */
export function coinSweepersTo(
  services: KnownServices,
  pots: readonly LoadedPot[],
  transfers: { values(): Iterable<PotTransfer> },
): CoinSweeper[] {
  const paying = new Set<string>();
  for (const { to, pots: sides } of transfers.values()) {
    const isPaid = sides?.from?.kind === 'spend' && services.get(to)?.kind === 'exchange';
    if (isPaid) paying.add(sides.from.key);
  }
  if (paying.size === 0) return [];
  const swept = new Set<string>();
  for (const { pots: sides } of transfers.values()) {
    const isSwept = sides?.to?.kind === 'spend' && paying.has(sides.to.key);
    if (isSwept && sides.from) swept.add(sides.from.key);
  }
  const sweepers = new Map<AccountId, CoinSweeper>();
  for (const pot of pots) {
    if (pot.state !== 'loaded' || !pot.coin || !swept.has(pot.coin)) continue;
    const { account, asset, fromHeight } = pot;
    const known = sweepers.get(account);
    if (services.has(account) || (known && known.fromHeight <= fromHeight)) continue;
    sweepers.set(account, { account, asset, fromHeight });
  }
  return [...sweepers.values()];
}

/**
 * All transactions of a holder in the range, in block order; none where it was not read whole, as on
 * the way back from coins, or has more than `transactionsMax`.
 */
export async function sweeperTransactions(
  { ledger, coins }: Pick<FlowContext, 'ledger' | 'coins'>,
  organisationId: string,
  account: AccountId,
  range: HeightRange,
): Promise<readonly UtxoTransaction[]> {
  const chain = chainOf(account);
  const covered = (await ledger.coverageOf(organisationId, chain, [account])).get(account) ?? [];
  if (missingRanges(range, covered).length > 0) return [];
  const page = await coins.transactionsOf({ chain, accounts: [account], range, transactionsMax });
  return page.truncated ? [] : page.transactions;
}
