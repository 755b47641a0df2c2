import { z } from 'zod';
import { tronKeyHash } from '../../accounts/tron-address.ts';
import { type AccountId, addressOf } from '../../domain/caip.ts';
import type { HeightRange } from '../../domain/coverage.ts';
import { accountFilters, type LogFilter } from '../log-filter.ts';
import { sayable } from '../sayable.ts';
import { sourceError } from '../source-error.ts';
import type { ChainLog, TimedLog } from '../token-transfers.ts';
import type { TronNode } from './rpc.ts';
import type { TronChain } from './tron-chain.ts';

/** Logs as java-tron's JSON-RPC gives them: addresses of 20 bytes, everything with 0x. */

const hexCount = z
  .string()
  .regex(/^0x[0-9a-f]{1,13}$/)
  .transform(Number);
const hash = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/)
  .transform((text) => text.slice(2));
const wireLog = z.object({
  address: z.string().regex(/^0x[0-9a-f]{40}$/),
  topics: z.array(z.string().regex(/^0x[0-9a-f]{64}$/)).max(4),
  data: z.string().regex(/^0x(?:[0-9a-f]{2})*$/),
  blockNumber: hexCount,
  blockHash: hash,
  transactionHash: hash,
  transactionIndex: hexCount,
  logIndex: hexCount,
});
const wireAnswer = z.union([
  z.object({ result: z.array(wireLog) }),
  z.object({ error: z.object({ message: z.string().catch('') }) }),
]);

const tooWide = /exceed|range|limit|too many|more than/i;
const hex = (height: number) => `0x${height.toString(16)}`;

/** The filters of the logs by which tokens moved from or to the account. */
export function accountLogFilters(tron: TronChain, account: AccountId): LogFilter[] {
  return accountFilters(tron, hexAddress(account));
}

/** The address as logs have it: 0x and the twenty bytes of the key's hash. */
export function hexAddress(account: AccountId): string {
  return `0x${tronKeyHash(addressOf(account)) ?? ''}`;
}

/** The logs of all filters in the range, each once, in order. Throws `source.range-too-wide`. */
export async function readLogs(
  node: TronNode,
  filters: readonly LogFilter[],
  range: HeightRange,
  provider: string,
  signal: AbortSignal,
): Promise<ChainLog[]> {
  const bounds = { fromBlock: hex(range.fromHeight), toBlock: hex(range.toHeight) };
  const answers = await Promise.all(
    filters.map(async (filter) => {
      const params = [{ ...bounds, ...filter }];
      const call = { jsonrpc: '2.0', id: 1, method: 'eth_getLogs', params };
      const answer = await node.askJsonRpc(wireAnswer, call, signal);
      if ('result' in answer) return answer.result;
      const said = answer.error.message;
      const code = tooWide.test(said) ? 'source.range-too-wide' : 'source.bad-answer';
      throw sourceError(code, provider, `eth_getLogs failed: ${sayable(said)}`);
    }),
  );
  const byPlace = new Map(answers.flat().map((log) => [`${log.blockNumber} ${log.logIndex}`, log]));
  return [...byPlace.values()].sort(
    (a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex,
  );
}

/** The logs with the time of their blocks. Throws `source.reorged` where a block was replaced. */
export async function timedLogs(
  node: TronNode,
  logs: readonly ChainLog[],
  provider: string,
  signal: AbortSignal,
): Promise<TimedLog[]> {
  const seconds = new Map<number, number>();
  for (const { blockNumber, blockHash } of logs) {
    if (seconds.has(blockNumber)) continue;
    const header = await node.existingHeader(blockNumber, signal);
    if (header.hash !== blockHash) {
      throw sourceError('source.reorged', provider, 'a block was replaced while it was read');
    }
    seconds.set(blockNumber, header.timestampMs / 1_000);
  }
  return logs.map((log) => ({ log, timestamp: seconds.get(log.blockNumber) ?? 0 }));
}
