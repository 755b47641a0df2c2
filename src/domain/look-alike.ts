import type { AccountId } from './caip.ts';

/**
 * An account made to be mistaken for another in somebody's history (address poisoning): it shows
 * the same characters at both ends, and what passed with it was worth nothing beside what passed
 * with the other. Whoever copies the wrong one from the history pays it.
 */
export interface LookAlike {
  /** In whose history it stands. */
  readonly account: AccountId;
  readonly lookAlike: AccountId;
  /** With whom the account had really dealt. */
  readonly imitates: AccountId;
  /** Key of the first transfer of bait. */
  readonly transferKey: string;
  /** Transfers of bait in all. */
  readonly transfers: number;
}

/** Look-alikes that a flow names; the others are counted. */
export const lookAlikesShownMax = 100;

export interface FoundLookAlikes {
  readonly found: number;
  /** The first of them. */
  readonly shown: readonly LookAlike[];
}

export const noLookAlikes: FoundLookAlikes = { found: 0, shown: [] };
