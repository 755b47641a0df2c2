import type { ChainId } from '../domain/caip.ts';
import { isWagetraceError } from '../domain/errors.ts';
import type { BlockHeights } from '../ports/block-heights.ts';

/** Times of the blocks of one chain. */
export interface BlockTimes {
  /** By so many blocks the times given here may lag behind those that blocks bear. */
  readonly lagBlocks: number;
  /** The newest block. */
  head(signal: AbortSignal): Promise<number>;
  /**
   * Seconds since 1970 that never fall from a block to the next, and than which no block
   * `lagBlocks` or more below bears a later time. Undefined above the head.
   */
  timeOf(height: number, signal: AbortSignal): Promise<number | undefined>;
}

/** Answers that are kept; a trail comes to a few bridges, and to each of them again and again. */
const keptMax = 10_000;

/** Finds heights by halving the chain: some 25 questions for one that nobody asked about before. */
export class HeightsByTime implements BlockHeights {
  readonly #timesOf: (chain: ChainId) => BlockTimes | undefined;
  readonly #kept = new Map<string, number>();

  constructor(timesOf: (chain: ChainId) => BlockTimes | undefined) {
    this.#timesOf = timesOf;
  }

  async heightBefore(chain: ChainId, time: string, signal: AbortSignal): Promise<number> {
    const times = this.#timesOf(chain);
    if (!times) return 0;
    const key = `${chain} ${time}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    try {
      const last = await lastBefore(times, Date.parse(time) / 1_000, signal);
      const height = Math.max(0, last - times.lagBlocks);
      if (this.#kept.size >= keptMax) this.#kept.clear();
      this.#kept.set(key, height);
      return height;
    } catch (error) {
      // Reading from the first block on is slow, and right.
      if (isWagetraceError(error) && !error.retryable) return 0;
      throw error;
    }
  }
}

/** The last block before the time; 0 when the first one is not. */
async function lastBefore(times: BlockTimes, seconds: number, signal: AbortSignal) {
  let low = 0;
  let high = (await times.head(signal)) + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const at = await times.timeOf(middle, signal);
    if (at !== undefined && at < seconds) low = middle;
    else high = middle;
  }
  return low;
}
