import type { ChainId } from '../domain/caip.ts';
import { positionBand } from '../domain/transfer.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { SourcedTransaction } from '../ports/chain-source.ts';
import type { TransactionRecord } from './transaction-record.ts';

/** A transaction in the words of decoders: who signed it is who paid its fee. */
export function recordOfSourced(
  chains: ChainCatalogue,
  chain: ChainId,
  tx: string,
  sourced: SourcedTransaction,
): TransactionRecord | undefined {
  const known = chains.chain(chain);
  if (!known) return undefined;
  const { height, time, transfers, events, utxo, input, gasPriceWei } = sourced;
  const fee = transfers.find((transfer) => transfer.kind === 'fee');
  const value = transfers.find((transfer) => transfer.position === positionBand.value);
  const from = fee?.from ?? value?.from;
  const to = sourced.to ?? value?.to;
  return {
    chain,
    tx,
    height,
    time,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(input === undefined ? {} : { input }),
    ...(gasPriceWei === undefined ? {} : { gasPriceWei }),
    nativeAsset: known.nativeAsset,
    transfers,
    events,
    ...(utxo === undefined ? {} : { utxo }),
  };
}
