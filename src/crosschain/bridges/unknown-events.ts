import type { AccountId } from '../../domain/caip.ts';
import { addressOf } from '../../domain/caip.ts';
import type { ChainEvent } from '../../domain/transfer.ts';
import { type BridgeRow, standingOf } from './bridge-row.ts';

/** A listed contract that emits an event which no family reads. */
export interface UnknownEvent {
  readonly protocol: string;
  readonly group: string;
  readonly contract: AccountId;
  readonly topic0: string;
  readonly count: number;
  /** The first transaction that showed it. */
  readonly tx: string;
}

/**
 * Events of listed contracts that no family reads, most frequent first: the sign of a new generation
 * of a protocol. Contracts also emit events of no interest, so each finding is for a person.
 */
export function unknownEvents(
  logs: readonly ChainEvent[],
  rows: readonly BridgeRow[],
  knownTopics: ReadonlySet<string>,
): UnknownEvent[] {
  const found = new Map<string, UnknownEvent>();
  for (const log of logs) {
    const topic0 = log.topics[0];
    if (topic0 === undefined || knownTopics.has(topic0)) continue;
    const place = placeOf(rows, log);
    if (!place) continue;
    const key = `${log.contract} ${topic0}`;
    const known = found.get(key) ?? {
      ...place,
      contract: log.contract,
      topic0,
      count: 0,
      tx: log.tx,
    };
    found.set(key, { ...known, count: known.count + 1 });
  }
  return [...found.values()].sort((a, b) => b.count - a.count || (a.topic0 < b.topic0 ? -1 : 1));
}

function placeOf(rows: readonly BridgeRow[], log: ChainEvent) {
  for (const row of rows) {
    for (const group of row.contracts.keys()) {
      const standing = standingOf(row, group, log.chain, addressOf(log.contract));
      if (standing === 'listed') return { protocol: row.protocol, group };
    }
  }
  return undefined;
}
