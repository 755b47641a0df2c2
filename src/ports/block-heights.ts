import type { ChainId } from '../domain/caip.ts';

/** Heights of chains by time. */
export interface BlockHeights {
  /**
   * A height below which no block bears the time (ISO 8601 UTC) or a later one, as near to it as
   * the chain tells; 0 where it cannot be asked. Throws the retryable codes of `ChainSource`.
   */
  heightBefore(chain: ChainId, time: string, signal: AbortSignal): Promise<number>;
}
