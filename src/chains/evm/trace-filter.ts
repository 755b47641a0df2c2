import { z } from 'zod';
import type { HeightRange } from '../../domain/coverage.ts';
import type { BlockReader } from './block-reader.ts';
import type { ExecutedTransaction } from './map.ts';
import type { EvmRpc } from './rpc.ts';
import { wireTrace } from './wire.ts';

/** Transactions read at once. */
const transactionsAtOnce = 20;
const hex = (height: number) => `0x${height.toString(16)}`;

/**
 * The transactions of the range in which the account sent, received or paid a fee, as a node with
 * an index of traces finds them (Erigon, Nethermind, Reth). Throws `source.unsupported` elsewhere.
 */
export async function tracedTransactions(
  rpc: EvmRpc,
  reader: BlockReader,
  address: string,
  range: HeightRange,
  signal: AbortSignal,
): Promise<ExecutedTransaction[]> {
  const bounds = { fromBlock: hex(range.fromHeight), toBlock: hex(range.toHeight) };
  const found = await Promise.all(
    [{ fromAddress: [address] }, { toAddress: [address] }].map((party) =>
      rpc.call(z.array(wireTrace), 'trace_filter', [{ ...bounds, ...party }], signal),
    ),
  );
  // Rewards of blocks belong to no transaction.
  const hashes = found.flat().flatMap(({ transactionHash }) => transactionHash ?? []);
  const unique = [...new Set(hashes)];
  const transactions: ExecutedTransaction[] = [];
  for (let at = 0; at < unique.length; at += transactionsAtOnce) {
    const part = unique.slice(at, at + transactionsAtOnce);
    const read = await Promise.all(part.map((tx) => executed(reader, tx, signal)));
    transactions.push(...read.flat());
  }
  return transactions;
}

async function executed(
  reader: BlockReader,
  tx: string,
  signal: AbortSignal,
): Promise<ExecutedTransaction[]> {
  const [mined, calls] = await Promise.all([
    reader.minedTransaction(tx, signal),
    reader.callsOf(tx, signal),
  ]);
  return mined ? [{ ...mined, calls }] : [];
}
