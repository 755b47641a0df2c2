import { holderOf } from '../accounts/coin-holder.ts';
import { type AccountId, chainOf } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import { transferKey } from '../domain/transfer.ts';
import type { UtxoTransaction } from '../domain/utxo.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';
import { coinTransaction, transfersOfCoins } from './coins.ts';
import type { FlowContext } from './context.ts';
import type { SeedRequest } from './flow-request.ts';

/** Transactions of one wallet that one flow takes as its seed. */
const seedTransactionsMax = 10_000;

export interface FoundCoins {
  /** What is followed: outputs. */
  readonly meant: readonly PotTransfer[];
  /** The whole transactions that made them. */
  readonly transfers: readonly PotTransfer[];
}

/**
 * Finds the coins of a seed on a UTXO chain. Of a transaction: the outputs to the wallet that is
 * meant, else all but the change that comes back to whoever spent in it. Of a wallet: the coins
 * that others paid to it, or what it paid to others. Throws `flow.seed-too-large`.
 */
export async function coinSeed(
  context: Pick<FlowContext, 'ledger' | 'coins' | 'chains'>,
  request: SeedRequest,
  signal: AbortSignal,
): Promise<FoundCoins> {
  if (request.kind === 'wallet') return await coinsOfWallet(context, request);
  const transaction = await coinTransaction(context, request.chain, request.tx, signal);
  if (!transaction) return { meant: [], transfers: [] };
  const transfers = transfersOfCoins(context, transaction);
  const spenders = spendersIn(transaction);
  const meant = outputsIn(transfers).filter((output) => {
    if (request.kind === 'payout') return transferKey(output) === request.transferKey;
    return request.to ? output.to === request.to : !spenders.has(output.to);
  });
  return { meant, transfers };
}

async function coinsOfWallet(
  context: Pick<FlowContext, 'coins' | 'chains'>,
  {
    account,
    side,
    fromHeight = 0,
    toHeight = Number.MAX_SAFE_INTEGER,
  }: Extract<SeedRequest, { kind: 'wallet' }>,
): Promise<FoundCoins> {
  const page = await context.coins.transactionsOf({
    chain: chainOf(account),
    accounts: [account],
    range: { fromHeight, toHeight },
    transactionsMax: seedTransactionsMax,
  });
  if (page.truncated) {
    const message = `More than ${seedTransactionsMax} transactions`;
    throw new WagetraceError('flow.seed-too-large', message);
  }
  const meant: PotTransfer[] = [];
  const transfers: PotTransfer[] = [];
  for (const transaction of page.transactions) {
    const isPayer = spendersIn(transaction).has(account);
    if (isPayer !== (side === 'payments')) continue;
    const all = transfersOfCoins(context, transaction);
    const outputs = outputsIn(all).filter(({ to }) => (to === account) !== isPayer);
    if (outputs.length === 0) continue;
    meant.push(...outputs);
    transfers.push(...all);
  }
  return { meant, transfers };
}

function outputsIn(transfers: readonly PotTransfer[]): PotTransfer[] {
  return transfers.filter(({ pots, amountBase }) => pots?.to?.kind === 'coin' && amountBase > 0n);
}

function spendersIn({ chain, inputs }: UtxoTransaction): ReadonlySet<AccountId> {
  return new Set(inputs.flatMap(({ coin }) => (coin ? [holderOf(chain, coin)] : [])));
}
