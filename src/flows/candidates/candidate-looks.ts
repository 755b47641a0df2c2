import type { AccountId, AssetId, ChainId } from '../../domain/caip.ts';
import type { HeightRange } from '../../domain/coverage.ts';
import type { PriceAnswer } from '../../ports/prices.ts';

/** The stretch of blocks over which a pool was read, with the entries in it. */
export interface PoolLook extends HeightRange {
  readonly pool: AccountId;
  readonly asset: AssetId;
  /** Transactions of the pool that could not be read; then nothing was concluded. */
  readonly unread: number;
}

/** Accounts that belong to the instant swapper at which wages arrived. */
export interface SwapperLook {
  readonly account: AccountId;
  readonly accounts: readonly AccountId[];
  readonly truncated: boolean;
}

/** Where deposits and payouts around one arrival were looked for. */
export interface WindowLook {
  /** Key of the transfer by which the wage arrived. */
  readonly arrival: string;
  /** Not over when it was asked: a payout could still come. */
  readonly isOpen: boolean;
  readonly read: readonly (HeightRange & {
    readonly chain: ChainId;
    readonly accounts: readonly AccountId[];
  })[];
  /** Chains that do not tell their blocks by time, so that the end of the window is not known. */
  readonly endUnknown: readonly ChainId[];
  /** Accounts whose transfers of the time were not read. */
  readonly unread: readonly AccountId[];
}

export interface PriceLook {
  readonly asset: AssetId;
  readonly at: string;
  readonly answer: PriceAnswer;
}

/** What an answer was found with besides stored facts; the same again when it is verified. */
export interface CandidateLooks {
  readonly pools: readonly PoolLook[];
  readonly swappers: readonly SwapperLook[];
  readonly windows: readonly WindowLook[];
  readonly prices: readonly PriceLook[];
}
