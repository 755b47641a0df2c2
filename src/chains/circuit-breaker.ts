import { isWagetraceError } from '../domain/errors.ts';
import type { HttpClient } from './http.ts';
import type { Pace } from './pace.ts';
import { sourceError } from './source-error.ts';

export interface BreakerLimits {
  /** Failures in a row after which the provider is left alone. */
  readonly failuresMax: number;
  readonly restMs: number;
}

export const breakerLimits: BreakerLimits = { failuresMax: 5, restMs: 30_000 };

/** Failures that say that the provider is not well, not that the question was bad. */
const unwellCodes = new Set(['source.unavailable', 'source.timeout']);

/**
 * Spares a provider that is down, and those who wait for it: after some failures in a row requests
 * fail at once with `source.unavailable`, until a rest is over; then one request tries again.
 */
export function withBreaker(
  http: HttpClient,
  provider: string,
  pace: Pace,
  limits: BreakerLimits = breakerLimits,
): HttpClient {
  let failures = 0;
  let restUntilMs = 0;
  return async (request, signal) => {
    if (failures >= limits.failuresMax) {
      const leftMs = restUntilMs - pace.now();
      if (leftMs > 0) {
        throw sourceError('source.unavailable', provider, `rests after ${failures} failures`, {
          retryAfterSeconds: Math.ceil(leftMs / 1_000),
        });
      }
      // The one that tries; those that come meanwhile still find it resting.
      restUntilMs = pace.now() + limits.restMs;
    }
    try {
      const answer = await http(request, signal);
      failures = 0;
      return answer;
    } catch (error) {
      if (isWagetraceError(error) && unwellCodes.has(error.code)) {
        failures += 1;
        restUntilMs = pace.now() + limits.restMs;
      }
      throw error;
    }
  };
}
