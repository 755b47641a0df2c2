import { addressOf } from '../../../domain/caip.ts';
import type { HeightRange } from '../../../domain/coverage.ts';
import type { Transfer } from '../../../domain/transfer.ts';
import { rangeSize, readAdaptively } from '../../adaptive-range.ts';
import type { LogFilter } from '../../log-filter.ts';
import { sourceError } from '../../source-error.ts';
import { tokenAsset } from '../../token-transfers.ts';
import type { EvmChain } from '../evm-chain.ts';
import { type CompleteRows, firstRows } from './paged-rows.ts';
import type { EtherscanApi, Parameters } from './rpc.ts';
import { type LogRow, logRow, type TokenRow } from './wire.ts';

/** The topics of a filter as the explorer's parameters. */
function topicParameters({ address, topics }: LogFilter): Parameters {
  const given = topics.flatMap((topic, index) => (topic === null ? [] : [{ topic, index }]));
  const operators = given
    .slice(1)
    .map(({ index }, place) => [`topic${given[place]?.index}_${index}_opr`, 'and'] as const);
  return {
    ...(address === undefined ? {} : { address }),
    ...Object.fromEntries(given.map(({ topic, index }) => [`topic${index}`, topic])),
    ...Object.fromEntries(operators),
  };
}

/** All logs of a filter in the range, by questions as wide as the explorer answers. */
export async function readFilter(
  api: EtherscanApi,
  filter: LogFilter,
  range: HeightRange,
  pageRows: number,
  provider: string,
  signal: AbortSignal,
): Promise<LogRow[]> {
  const readPage = (part: HeightRange, page: number) =>
    api.rows(
      logRow,
      {
        ...{ module: 'logs', action: 'getLogs' },
        ...{ fromBlock: part.fromHeight, toBlock: part.toHeight, page, offset: pageRows },
        ...topicParameters(filter),
      },
      signal,
    );
  const logs: LogRow[] = [];
  const size = rangeSize(range.toHeight - range.fromHeight + 1);
  const parts = readAdaptively(range, size, async (part) => {
    const rows: LogRow[] = [];
    for (let fromHeight = part.fromHeight; fromHeight <= part.toHeight; ) {
      const rest = { fromHeight, toHeight: part.toHeight };
      const read: CompleteRows<LogRow> = await firstRows(
        readPage,
        pageRows,
        rest,
        provider,
        signal,
      );
      rows.push(...read.rows);
      fromHeight = read.completeTo + 1;
    }
    return rows;
  });
  for await (const rows of parts) logs.push(...rows);
  return logs;
}

/**
 * Listed tokens must be told alike by the list of transfers and by the logs: a difference means
 * that one of them changed while they were read. Throws `source.bad-answer` (retryable).
 */
export function checkTokenRows(
  evm: EvmChain,
  rows: readonly TokenRow[],
  transfers: readonly Transfer[],
  provider: string,
): void {
  const listed = rows
    .filter(({ contractAddress }) => evm.listedAssets.has(tokenAsset(evm, contractAddress)))
    .map((r) => `${r.hash} ${r.contractAddress} ${r.from} ${r.to} ${r.value}`);
  const told = transfers.map(
    (t) =>
      `${t.tx} ${t.asset.slice(t.asset.lastIndexOf(':') + 1)} ${addressOf(t.from)} ${addressOf(t.to)} ${t.amountBase}`,
  );
  const missing = listed.filter((row) => !told.includes(row));
  if (missing.length === 0) return;
  throw sourceError('source.bad-answer', provider, 'its lists and its logs differ', {
    transactions: missing.map((row) => row.split(' ')[0] ?? '').slice(0, 20),
  });
}
