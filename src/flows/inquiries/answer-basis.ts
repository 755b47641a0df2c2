import type { AccountId } from '../../domain/caip.ts';
import type { TraceDirection } from '../../domain/flow.ts';

/**
 * What a search knew of accounts that were not read as a whole. More of them may be read later;
 * with this the answer is found again as it was.
 */
export interface ReachBasis {
  /** Accounts that were too busy to go on from. */
  readonly busy: readonly AccountId[];
  /** Of each account that was not read as a whole, marks of the transfers that others' readings gave. */
  readonly partial: Readonly<Record<AccountId, readonly string[]>>;
}

/** What an answer stood upon besides the facts of accounts that were read as a whole. */
export interface AnswerBasis {
  readonly reach?: Readonly<Partial<Record<TraceDirection, ReachBasis>>>;
  /** Why pots (`account asset`) were not covered. */
  readonly unread?: Readonly<Record<string, string>>;
  readonly openings?: OpeningsThen;
}

/**
 * How pots (`account asset`) were opened that were not read from the first block on: with a balance
 * that was asked for, or with none that anybody knew.
 */
export type OpeningsThen = Readonly<Record<string, 'anchored' | 'unknown'>>;
