import type { AccountId, ChainId } from '../domain/caip.ts';
import type { HeightRange } from '../domain/coverage.ts';
import type { ChainEvent } from '../domain/transfer.ts';

export interface EventQuery {
  readonly chain: ChainId;
  readonly contracts: readonly AccountId[];
  readonly range: HeightRange;
  /** Reading stops with `truncated` when there are more. */
  readonly eventsMax: number;
}

export interface EventPage {
  /** By height, transaction index and log index. */
  readonly events: readonly ChainEvent[];
  readonly truncated: boolean;
}

/** What is stored of chains besides transfers. All of it is shared; `TransferLedger` writes it. */
export interface ChainRecord {
  /** Hashes of the blocks of the range that were seen, as they were seen first. */
  blockHashes(chain: ChainId, range: HeightRange): Promise<ReadonlyMap<number, string>>;
  eventsOf(query: EventQuery): Promise<EventPage>;
  /** Stored events of the transactions: those of catalogued contracts. */
  eventsOfTransactions(chain: ChainId, txs: readonly string[]): Promise<readonly ChainEvent[]>;
}
