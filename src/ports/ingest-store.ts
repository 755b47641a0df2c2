import type { ChainId } from '../domain/caip.ts';
import type { HeightRange } from '../domain/coverage.ts';
import type { BlockMark, ChainCursor, ReorgStep } from './block-follower.ts';
import type { ChainBatch } from './chain-source.ts';

/** What a look at a chain that is read on demand found. */
export interface ComparedChain {
  /** The newest stored block that the chain had; without it all are compared. */
  readonly block?: BlockMark;
  /** The newest block that was final then. */
  readonly finalHeight: number;
}

/** Blocks that had been final are not on the chain any more. Nothing is read on until a person says so. */
export interface IngestHalt {
  readonly commonHeight: number;
  readonly replaced: HeightRange;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** How far the whole-block ingestion of a chain is, or what was seen of one that is read on demand. */
export interface IngestState {
  readonly chain: ChainId;
  /** Undefined before the first block. */
  readonly cursor?: ChainCursor;
  /** The newest block when the chain was last looked at, and when that was (ISO 8601 UTC). */
  readonly headHeight?: number;
  readonly lookedAt?: string;
  /** Up to here, what is new was told to whoever waits for it. */
  readonly toldHeight: number;
  readonly halt?: IngestHalt;
  readonly compared?: ComparedChain;
  /** Code of what kept the last run from its end. */
  readonly errorCode?: string;
  /** Replaced blocks whose flows are still to be taken back: the lowest common height. */
  readonly withdrawAbove?: number;
}

/** What a run has to say of itself; a field that is `null` is cleared. */
export interface IngestNote {
  /** Where ingestion begins. */
  readonly cursor?: ChainCursor;
  /** Nothing above it counts as final any more: an operator says so. */
  readonly finalHeight?: number;
  readonly headHeight?: number;
  readonly toldHeight?: number;
  readonly halt?: IngestHalt | null;
  readonly errorCode?: string | null;
  readonly withdrawAbove?: null;
  readonly compared?: ComparedChain;
}

/**
 * What an ingester keeps. A step is stored whole, facts and cursor in one transaction, by whoever
 * has the claim; else nothing of it is. Writers throw `ingest.claim-lost` (retryable).
 */
export interface IngestStore {
  /** True when the chain is this worker's for the next `leaseMs`; also prolongs its own lease. */
  claim(chain: ChainId, worker: string, leaseMs: number): Promise<boolean>;
  /** Of all chains that were ever ingested, or looked at. */
  states(): Promise<readonly IngestState[]>;
  /** Stores blocks with their coverage of the whole chain, and the cursor after them. */
  keep(worker: string, batch: ChainBatch, cursor: ChainCursor, source: string): Promise<void>;
  /** Takes back every shared fact above the common block, and stands there. */
  goBack(worker: string, reorg: ReorgStep): Promise<void>;
  /** `worker` undefined: said by an operator, whoever has the claim. */
  note(chain: ChainId, worker: string | undefined, note: IngestNote): Promise<void>;
}
