import type { AccountId, ChainId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { HeightRange } from '../domain/coverage.ts';
import type { ChainEvent, Transfer } from '../domain/transfer.ts';
import type { UtxoTransaction } from '../domain/utxo.ts';

/** The newest block, and the newest that cannot be undone. */
export interface ChainHead {
  readonly height: number;
  readonly hash: string;
  readonly finalHeight: number;
}

/** A stretch of a chain, complete for what was asked but for what `incomplete` names. */
export interface ChainBatch extends HeightRange {
  readonly transfers: readonly Transfer[];
  readonly events: readonly ChainEvent[];
  /** On a UTXO chain the whole transactions behind the transfers, in block order. */
  readonly utxo?: readonly UtxoTransaction[];
  /** Hash of each block that the batch cites or ends with, by height. */
  readonly blockHashes: Readonly<Record<number, string>>;
  /** Hash of the block before the first one; given by `blocks`. */
  readonly parentHash?: string;
  /**
   * What the source could not read of the stretch (`no-native-transfers`, `no-internal-transfers`,
   * `partial-fees`, `no-deposits`, `no-withdrawals`, `no-atomic-transfers`); undefined or empty when nothing is missing. Coverage is not whole with it.
   */
  readonly incomplete?: readonly IncompleteReason[];
  /** Name of the source that gave it, where several are combined; for coverage and evidence. */
  readonly source?: string;
}

/** What the transaction did, or that it is not there (undefined). */
export interface SourcedTransaction {
  readonly height: number;
  readonly blockHash: string;
  readonly time: string;
  readonly failed: boolean;
  readonly transfers: readonly Transfer[];
  /** Account that was called, on account chains that tell; undefined for a creation. */
  readonly to?: AccountId;
  /** Calldata as hex, on account chains that tell: some bridges put their ids in it. */
  readonly input?: string;
  /** What the sender set as the price of gas, wei; undefined where the block set it. */
  readonly gasPriceWei?: bigint;
  /** Every event of the transaction, catalogued contract or not. */
  readonly events: readonly ChainEvent[];
  /** On a UTXO chain the whole transaction. */
  readonly utxo?: UtxoTransaction;
  readonly incomplete?: readonly IncompleteReason[];
}

/**
 * Reads one chain. Every method throws WagetraceError: `source.unavailable`, `source.rate-limited`,
 * `source.timeout` (retryable), `source.bad-answer` (retryable once another provider may answer),
 * `source.reorged` when the range changed while it was read (retryable), `source.above-head` for a
 * height that is not there yet (retryable), `source.too-large` for an answer beyond the limits,
 * `source.refused` (key or permission), `source.quota-exhausted`, `source.unsupported`,
 * `source.wrong-chain`, `source.disagreement` where two providers tell different stories.
 */
export interface ChainSource {
  readonly chain: ChainId;
  /** Name of provider and dialect, for coverage and evidence. Never a URL with a key. */
  readonly name: string;
  head(signal: AbortSignal): Promise<ChainHead>;
  /** All transfers of the account in the range, in order, page by page. */
  account(account: AccountId, range: HeightRange, signal: AbortSignal): AsyncIterable<ChainBatch>;
  /** All transfers of the range, in order, a batch at a time; used by the watcher. */
  blocks(range: HeightRange, signal: AbortSignal): AsyncIterable<ChainBatch>;
  transaction(tx: string, signal: AbortSignal): Promise<SourcedTransaction | undefined>;
  /** Hash of the block at the height on the current chain; undefined above the head. */
  blockHash(height: number, signal: AbortSignal): Promise<string | undefined>;
}
