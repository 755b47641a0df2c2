import type { Transfer } from '../../domain/transfer.ts';
import type { BlockReader } from './block-reader.ts';
import type { EvmChain } from './evm-chain.ts';
import { type ValidatorWithdrawal, withdrawalTransfers } from './map.ts';

export interface ListedWithdrawal extends ValidatorWithdrawal {
  readonly blockNumber: number;
}

/** Withdrawals of an explorer's list as transfers: its rows name their blocks by height alone. */
export async function listedWithdrawals(
  evm: EvmChain,
  reader: BlockReader,
  rows: readonly ListedWithdrawal[],
  signal: AbortSignal,
): Promise<Transfer[]> {
  const transfers: Transfer[] = [];
  for (const height of new Set(rows.map(({ blockNumber }) => blockNumber))) {
    const header = await reader.existingHeader(height, signal);
    const own = rows.filter(({ blockNumber }) => blockNumber === height);
    transfers.push(...withdrawalTransfers(evm, header, own));
  }
  return transfers;
}
