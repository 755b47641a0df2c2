import { sourceError } from '../../source-error.ts';
import type { TimedLog } from '../../token-transfers.ts';
import type { InternalCall } from '../internal-calls.ts';
import type { ExecutedTransaction } from '../map.ts';
import type { InternalRow, LogRow, TransactionRow } from './wire.ts';

/** Types of rows that move value of their own, as both explorers name them. */
const valueTypes = new Set(['call', 'create', 'create2', 'suicide', 'selfdestruct']);

/** Whether a row of the internal transactions moved something that stayed moved. */
export function movesValue(row: InternalRow): boolean {
  const ownCall = row.callType === undefined || row.callType === 'call';
  // Blockscout counts the transaction itself as the first call.
  const top = row.index === 0 && row.type === 'call';
  return row.isError === '0' && row.value > 0n && valueTypes.has(row.type) && ownCall && !top;
}

/** The internal calls of one transaction, in the order of its trace. */
export function callsOfRows(rows: readonly InternalRow[]): InternalCall[] {
  return [...rows]
    .sort((a, b) => (a.index ?? 0) - (b.index ?? 0))
    .filter(movesValue)
    .map(({ from, to, contractAddress, value }) => ({
      from,
      to: to === '' ? (contractAddress ?? '') : to,
      amountBase: value,
    }));
}

/** A row of the transactions as what was executed; its logs and calls are read apart. */
export function executedOfRow(
  row: TransactionRow,
  calls: readonly InternalCall[],
): ExecutedTransaction {
  const failed = row.isError === '1' || row.txreceipt_status === '0';
  return {
    header: { number: row.blockNumber, hash: row.blockHash, timestamp: row.timeStamp },
    transaction: {
      hash: row.hash,
      transactionIndex: row.transactionIndex,
      from: row.from,
      to: row.to === '' ? null : row.to,
      value: row.value,
      input: row.input,
    },
    receipt: {
      status: failed ? 0 : 1,
      gasUsed: row.gasUsed,
      effectiveGasPrice: row.gasPrice,
      contractAddress: row.contractAddress === '' ? null : row.contractAddress,
      logs: [],
    },
    calls,
  };
}

/**
 * A row of the logs. Some explorers leave the block's hash out: `hashOf` then knows it.
 * Throws `source.bad-answer` where nobody does.
 */
export function logOfRow(
  row: LogRow,
  hashOf: (height: number) => string | undefined,
  provider: string,
): TimedLog {
  const blockHash = row.blockHash ?? hashOf(row.blockNumber);
  if (blockHash === undefined) {
    throw sourceError('source.bad-answer', provider, 'a log does not name its block');
  }
  const { timeStamp, topics, ...log } = row;
  return { log: { ...log, topics, blockHash }, timestamp: timeStamp };
}
