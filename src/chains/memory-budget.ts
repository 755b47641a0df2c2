import {
  type BudgetGrant,
  type ProviderBudget,
  type ProviderRate,
  waitMaxMs,
} from '../ports/provider-budget.ts';

const dayMs = 86_400_000;

interface Bucket {
  /** When the last request counted would be due at the even rate (GCRA). */
  dueMs: number;
  day: number;
  used: number;
}

/** A budget for one process alone: tests, the command line. */
export class MemoryBudget implements ProviderBudget {
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  take(provider: string, rate: ProviderRate, requests: number): Promise<BudgetGrant> {
    const now = this.#now();
    const bucket = this.#bucket(provider, now);
    const perRequestMs = 1_000 / rate.requestsPerSecond;
    const burstMs = Math.max(0, 1_000 - perRequestMs);
    const waitMs = Math.max(0, bucket.dueMs - burstMs - now);
    if (rate.requestsPerDay !== undefined && bucket.used + requests > rate.requestsPerDay) {
      return Promise.resolve({
        granted: false,
        because: 'quota',
        retryAfterMs: (bucket.day + 1) * dayMs - now,
      });
    }
    if (waitMs > waitMaxMs) {
      return Promise.resolve({ granted: false, because: 'queue', retryAfterMs: waitMs });
    }
    bucket.dueMs = Math.max(bucket.dueMs, now) + requests * perRequestMs;
    bucket.used += requests;
    return Promise.resolve({ granted: true, waitMs });
  }

  pause(provider: string, pauseMs: number): Promise<void> {
    const now = this.#now();
    const bucket = this.#bucket(provider, now);
    // Beyond the burst as well, which would let a second's worth through.
    bucket.dueMs = Math.max(bucket.dueMs, now + pauseMs + 1_000);
    return Promise.resolve();
  }

  #bucket(provider: string, now: number): Bucket {
    const day = Math.floor(now / dayMs);
    const known = this.#buckets.get(provider) ?? { dueMs: 0, day, used: 0 };
    if (known.day !== day) {
      known.day = day;
      known.used = 0;
    }
    this.#buckets.set(provider, known);
    return known;
  }
}
