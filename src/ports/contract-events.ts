import type { AccountId, ChainId } from '../domain/caip.ts';
import type { HeightRange } from '../domain/coverage.ts';
import type { ChainEvent } from '../domain/transfer.ts';
import type { ChainHead } from './chain-source.ts';

/** Which events are asked for. */
export interface EventQuestion {
  readonly contract: AccountId;
  /** Such as `AddedBlackList(address)`, any of which an event has. */
  readonly signatures: readonly string[];
  /**
   * Accounts that its first indexed arguments must be, by their place; undefined is any. A provider
   * that cannot be asked so throws `source.unsupported`.
   */
  readonly indexed?: readonly (AccountId | undefined)[];
}

/** An event; not every provider says which block it is in but by height, or its place in there. */
export type ToldEvent = Omit<ChainEvent, 'blockHash' | 'txIndex'>;

/** A stretch of a chain with every event of it that was asked for, in order. */
export interface EventBatch extends HeightRange {
  readonly events: readonly ToldEvent[];
}

/** Reads the events of single contracts from one chain. Throws the codes of `ChainSource`. */
export interface ContractEvents {
  readonly chain: ChainId;
  /** Name of provider and dialect. Never a URL with a key. */
  readonly name: string;
  head(signal: AbortSignal): Promise<ChainHead>;
  /** The range from its lower end, in questions as wide as the provider takes. */
  contractEvents(
    question: EventQuestion,
    range: HeightRange,
    signal: AbortSignal,
  ): AsyncIterable<EventBatch>;
}
