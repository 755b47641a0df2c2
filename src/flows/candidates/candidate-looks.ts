import type { AccountId, AssetId } from '../../domain/caip.ts';
import type { HeightRange } from '../../domain/coverage.ts';

/** The stretch of blocks over which a pool was read, with the entries in it. */
export interface PoolLook extends HeightRange {
  readonly pool: AccountId;
  readonly asset: AssetId;
  /** Transactions of the pool that could not be read; then nothing was concluded. */
  readonly unread: number;
}

/** What an answer was found with besides stored facts; the same again when it is verified. */
export interface CandidateLooks {
  readonly pools: readonly PoolLook[];
}
