import type { AccountId } from '../domain/caip.ts';
import type { MixerCandidate, PricedTransfer, SwapperFinding } from '../domain/candidate.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { TransactionRef } from './conversions.ts';

export interface PoolQuestion {
  readonly pool: AccountId;
  /** Every transaction of a stretch of blocks that moved value in or out of the pool. */
  readonly transactions: readonly TransactionRef[];
  /** Hashes of the transactions whose entries are asked about. */
  readonly entryTxs: ReadonlySet<string>;
}

export interface PoolAnswer {
  /** Not read yet: until they are, there are no candidates. */
  readonly unread: readonly TransactionRef[];
  /** Entries and exits of the pool in the stretch, and how many entries are asked about. */
  readonly entries: number;
  readonly exits: number;
  readonly askedEntries: number;
  /** In the order of the exits. */
  readonly candidates: readonly MixerCandidate[];
  /** There are more candidates than are given. */
  readonly truncated: boolean;
  /** What a source could not see of the transactions. */
  readonly lacks: readonly IncompleteReason[];
}

/** Where value may have come out that went behind a wall: inferred, for an analyst, never fact. */
export interface Candidates {
  /** How long after a deposit an instant swapper pays out at the latest. */
  readonly delayMaxMinutes: number;
  /** From what is kept of the transactions alone; nothing is asked of a chain. */
  ofPool(question: PoolQuestion): Promise<PoolAnswer>;
  /** The payout that answers a deposit, among all deposits and payouts of the service. Pure. */
  ofSwapper(
    deposit: PricedTransfer,
    deposits: readonly PricedTransfer[],
    payouts: readonly PricedTransfer[],
  ): SwapperFinding;
}
