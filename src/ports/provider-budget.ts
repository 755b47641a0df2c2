/** How often a provider may be asked, all workers together. */
export interface ProviderRate {
  readonly requestsPerSecond: number;
  /** Counted from midnight UTC; undefined: no quota. */
  readonly requestsPerDay?: number;
}

export type BudgetGrant =
  /** The requests are counted; they may be sent after `waitMs`. */
  | { readonly granted: true; readonly waitMs: number }
  /** Nothing was counted: the quota of the day is used up, or the queue is longer than `waitMaxMs`. */
  | {
      readonly granted: false;
      readonly because: 'quota' | 'queue';
      readonly retryAfterMs: number;
    };

/** Longest that a request waits for its turn; beyond it the caller is told to come back. */
export const waitMaxMs = 20_000;

/** What is left of each provider's rate and daily quota, shared by all workers. */
export interface ProviderBudget {
  /**
   * Takes the right to send `requests` at once. Up to one second's worth may be sent in a burst.
   * Providers are told apart by name: rows of one name share one key's budget.
   */
  take(provider: string, rate: ProviderRate, requests: number): Promise<BudgetGrant>;
  /** Lets nobody ask the provider for so long: it said that it was asked too often. */
  pause(provider: string, pauseMs: number): Promise<void>;
}
