import type { Transfer } from '../../domain/transfer.ts';
import type { BlockReader } from './block-reader.ts';
import type { EvmChain } from './evm-chain.ts';
import { type ValidatorWithdrawal, withdrawalTransfers } from './map.ts';

/** Headers that are asked for together. */
const headersAtOnce = 20;

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
  const heights = [...new Set(rows.map(({ blockNumber }) => blockNumber))];
  const transfers: Transfer[] = [];
  for (let at = 0; at < heights.length; at += headersAtOnce) {
    const part = heights.slice(at, at + headersAtOnce);
    // A node is asked in one batch.
    const headers = await Promise.all(part.map((height) => reader.existingHeader(height, signal)));
    for (const header of headers) {
      const own = rows.filter(({ blockNumber }) => blockNumber === header.number);
      transfers.push(...withdrawalTransfers(evm, header, own));
    }
  }
  return transfers;
}
