import { z } from 'zod';
import type { HeightRange } from '../../domain/coverage.ts';
import type { LogFilter } from '../log-filter.ts';
import { sourceError } from '../source-error.ts';
import type { TimedLog } from '../token-transfers.ts';
import type { BlockReader } from './block-reader.ts';
import type { EvmRpc } from './rpc.ts';
import { type WireLog, wireLog } from './wire.ts';

/** Blocks whose time is asked in one go. */
const headersAtOnce = 200;

const hex = (height: number) => `0x${height.toString(16)}`;

/** The logs of all filters in the range, each once, in chain order. */
export async function readLogs(
  rpc: EvmRpc,
  filters: readonly LogFilter[],
  range: HeightRange,
  signal: AbortSignal,
): Promise<WireLog[]> {
  const bounds = { fromBlock: hex(range.fromHeight), toBlock: hex(range.toHeight) };
  const answers = await Promise.all(
    filters.map((filter) =>
      rpc.call(z.array(wireLog), 'eth_getLogs', [{ ...bounds, ...filter }], signal),
    ),
  );
  const byPlace = new Map<string, WireLog>();
  for (const log of answers.flat()) {
    if (!log.removed) byPlace.set(`${log.blockNumber} ${log.logIndex} ${log.blockHash}`, log);
  }
  return [...byPlace.values()].sort(
    (a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex,
  );
}

/**
 * The logs with the time of their blocks. Throws `source.reorged` where two logs, or a log and
 * the block at its height, disagree about the block.
 */
export async function timedLogs(
  reader: BlockReader,
  provider: string,
  logs: readonly WireLog[],
  signal: AbortSignal,
): Promise<TimedLog[]> {
  const blocks = new Map<number, { hash: string; timestamp?: number | undefined }>();
  for (const log of logs) {
    const known = blocks.get(log.blockNumber);
    if (known && known.hash !== log.blockHash) {
      throw sourceError('source.reorged', provider, 'logs of one height name two blocks');
    }
    blocks.set(log.blockNumber, { hash: log.blockHash, timestamp: log.blockTimestamp });
  }
  const untimed = [...blocks].filter(([, block]) => block.timestamp === undefined);
  for (let at = 0; at < untimed.length; at += headersAtOnce) {
    const part = untimed.slice(at, at + headersAtOnce);
    const headers = await Promise.all(part.map(([height]) => reader.header(height, signal)));
    for (const [index, [height, block]] of part.entries()) {
      const header = headers[index];
      if (header?.hash !== block.hash) {
        throw sourceError('source.reorged', provider, 'a block was replaced while it was read');
      }
      blocks.set(height, { hash: block.hash, timestamp: header.timestamp });
    }
  }
  return logs.map((log) => ({ log, timestamp: blocks.get(log.blockNumber)?.timestamp ?? 0 }));
}
