import { holderOf, nobody } from '../accounts/coin-holder.ts';
import type { ChainId } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { UtxoTransaction } from '../domain/utxo.ts';
import type { SourcedTransaction } from '../ports/chain-source.ts';
import { coinTransfersOf, type PotTransfer } from '../tracing/coin-transfers.ts';
import type { FlowContext } from './context.ts';

/** True for chains whose value sits in coins and not in balances. */
export function isCoinChain(context: Pick<FlowContext, 'chains'>, chain: ChainId): boolean {
  return context.chains.chain(chain)?.ledger === 'utxo';
}

/** A whole transaction as the engine takes it. */
export function transfersOfCoins(
  context: Pick<FlowContext, 'chains'>,
  transaction: UtxoTransaction,
): PotTransfer[] {
  const { chain } = transaction;
  const asset = context.chains.chain(chain)?.nativeAsset;
  if (!asset) {
    throw new WagetraceError('flow.unknown-chain', 'A stored transaction is of no chain here', {
      details: { chain },
    });
  }
  return coinTransfersOf(transaction, asset, (coin) => holderOf(chain, coin), nobody(chain));
}

/** Keeps what a source told of a transaction, with its coins where it has any. */
export async function storeSourced(
  context: Pick<FlowContext, 'ledger' | 'coins'>,
  { transfers, events, utxo }: Pick<SourcedTransaction, 'transfers' | 'events' | 'utxo'>,
): Promise<void> {
  if (utxo) await context.coins.append([utxo]);
  await context.ledger.append({ owner: { shared: true }, transfers, events, coverage: [] });
}

/** A whole transaction, from its chain when it is not stored; undefined where it cannot be had. */
export async function coinTransaction(
  context: Pick<FlowContext, 'ledger' | 'coins' | 'chains'>,
  chain: ChainId,
  tx: string,
  signal: AbortSignal,
): Promise<UtxoTransaction | undefined> {
  const [stored] = await context.coins.transactions(chain, [tx]);
  const source = context.chains.source(chain);
  if (stored || !source) return stored;
  const read = await source.transaction(tx, signal);
  if (!read) return undefined;
  await storeSourced(context, read);
  return read.utxo;
}

/** The stored transactions that transfers stand for, each whole. */
export async function storedCoins(
  context: Pick<FlowContext, 'coins' | 'chains'>,
  transfers: readonly Pick<Transfer, 'chain' | 'tx'>[],
): Promise<PotTransfer[]> {
  const found: PotTransfer[] = [];
  for (const chain of new Set(transfers.map((transfer) => transfer.chain))) {
    const own = transfers.filter((transfer) => transfer.chain === chain).map(({ tx }) => tx);
    const transactions = await context.coins.transactions(chain, [...new Set(own)]);
    found.push(...transactions.flatMap((one) => transfersOfCoins(context, one)));
  }
  return found;
}
