import type { ChainId } from '../domain/caip.ts';
import type { HeightRange } from '../domain/coverage.ts';
import type { ChainBatch, ChainSource } from './chain-source.ts';

export interface BlockMark {
  readonly height: number;
  readonly hash: string;
}

/** How far a chain was ingested, and what it stood on. Kept by whoever ingests; plain JSON. */
export interface ChainCursor extends BlockMark {
  readonly chain: ChainId;
  /** The newest height that was final when it was read: nothing up to here should ever change. */
  readonly finalHeight: number;
  /** Blocks below, ascending: each of the newest, then ever fewer, always the first. */
  readonly trail: readonly BlockMark[];
}

export interface ReorgStep {
  readonly kind: 'reorg';
  /** The newest block that both chains have; everything above it is to be withdrawn. */
  readonly commonHeight: number;
  readonly replaced: HeightRange;
  /** Blocks that had been called final are gone: an alarm, whatever the cause. */
  readonly beyondFinality: boolean;
  readonly cursor: ChainCursor;
}

/** What happened next on the chain, with the cursor to keep once it is stored. */
export type ChainStep =
  | { readonly kind: 'blocks'; readonly batch: ChainBatch; readonly cursor: ChainCursor }
  | ReorgStep;

/** Reads a chain block by block and notices when it is not the chain any more that it was. */
export interface BlockFollower {
  /** A cursor that stands on the block before `fromHeight`. Throws `source.above-head`. */
  start(source: ChainSource, fromHeight: number, signal: AbortSignal): Promise<ChainCursor>;
  /**
   * Whole blocks from the cursor to the head, in order. A block that is not on the chain any more
   * comes as a step that says what to withdraw; then the new blocks follow. What a step says is to
   * be stored together with its cursor; a run that dies is repeated from the kept one. Throws what
   * the source throws.
   */
  follow(source: ChainSource, cursor: ChainCursor, signal: AbortSignal): AsyncIterable<ChainStep>;
}
