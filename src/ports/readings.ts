import type { AccountId, ChainId } from '../domain/caip.ts';
import type { HeightRange } from '../domain/coverage.ts';

/**
 * A stretch of a chain that is needed: of one account, or whole. Facts are shared, so it does not
 * say who needs it.
 */
export interface WantedReading extends HeightRange {
  readonly chain: ChainId;
  /** Undefined: the whole chain. */
  readonly account?: AccountId;
}

export type ReadingState = 'requested' | 'claimed' | 'done' | 'failed';

export interface Reading extends WantedReading {
  readonly id: string;
  readonly state: ReadingState;
  /** How often it was claimed. */
  readonly attempts: number;
  /** Why it failed. */
  readonly errorCode?: string;
}

/**
 * What is to be read of chains. Any number of flows may want the same stretch and share one
 * reading; the claim makes sure that one worker at a time reads an account. The worker that has it
 * looks at the coverage again, since a reading that overlapped may have ended meanwhile.
 */
export interface Readings {
  /** The reading of each, in order: the one that is open already, or a new one. */
  request(wanted: readonly WantedReading[]): Promise<readonly Reading[]>;
  /** Readings by id; unknown ids are left out. */
  find(ids: readonly string[]): Promise<readonly Reading[]>;
  /**
   * True when the reading is this worker's for the next `leaseMs`: it was open, or its lease ran
   * out, or it is its own already (which prolongs the lease). False also while another worker reads
   * the same account under another reading, and when it is done.
   */
  claim(id: string, worker: string, leaseMs: number): Promise<boolean>;
  /** Ends this worker's claim. Throws `reading.claim-lost` when it is not its any more. */
  finish(id: string, worker: string, outcome: ReadingOutcome): Promise<void>;
  /** Readings that nobody holds, oldest first; for the sweep that enqueues them. */
  open(limit: number): Promise<readonly Reading[]>;
}

export type ReadingOutcome =
  | { readonly state: 'done' }
  /** `requested`: to be tried again. */
  | { readonly state: 'failed' | 'requested'; readonly errorCode: string };
