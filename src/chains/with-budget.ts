import { isWagetraceError, type WagetraceError } from '../domain/errors.ts';
import type { BudgetGrant, ProviderBudget, ProviderRate } from '../ports/provider-budget.ts';
import type { HttpClient } from './http.ts';
import type { Pace } from './pace.ts';
import { sourceError } from './source-error.ts';

/** How long a provider is left alone that says too often, but not for how long. */
const defaultPauseMs = 1_000;

/** Seconds after which the provider, or its budget, says that it may be asked again. */
export function retryAfterSecondsOf(error: unknown): number | undefined {
  if (!isWagetraceError(error)) return undefined;
  const seconds = error.details['retryAfterSeconds'];
  return typeof seconds === 'number' ? seconds : undefined;
}

function refused(provider: string, grant: BudgetGrant & { granted: false }): WagetraceError {
  const quota = grant.because === 'quota';
  return sourceError(
    quota ? 'source.quota-exhausted' : 'source.rate-limited',
    provider,
    quota ? 'the quota of the day is used up' : 'too many requests are waiting',
    { retryAfterSeconds: Math.ceil(grant.retryAfterMs / 1_000) },
  );
}

/**
 * Sends each request when the provider's budget allows it. A batch counts by its calls. Throws
 * `source.quota-exhausted`, and `source.rate-limited` when the queue is too long.
 */
export function withBudget(
  http: HttpClient,
  provider: string,
  rate: ProviderRate,
  budget: ProviderBudget,
  pace: Pace,
): HttpClient {
  return async (request, signal) => {
    const requests = Array.isArray(request.body) ? request.body.length : 1;
    const grant = await budget.take(provider, rate, requests);
    if (!grant.granted) throw refused(provider, grant);
    if (grant.waitMs > 0) await pace.sleep(grant.waitMs, signal);
    try {
      return await http(request, signal);
    } catch (error) {
      if (isWagetraceError(error) && error.code === 'source.rate-limited') {
        const seconds = retryAfterSecondsOf(error);
        await budget.pause(provider, seconds === undefined ? defaultPauseMs : seconds * 1_000);
      }
      throw error;
    }
  };
}
