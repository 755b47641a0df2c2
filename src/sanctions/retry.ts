import { isWagetraceError } from '../domain/errors.ts';

/** What retrying needs from outside, so that a run can be repeated. */
export interface RetryTools {
  /** Between 0 and 1. */
  random(): number;
  /** Resolves after the time, or rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface RetryLimits {
  readonly attemptsMax: number;
  readonly firstDelayMs: number;
  readonly delayMaxMs: number;
}

/** The wait that a server asked for (`Retry-After`), carried by the error that it caused. */
export function askedDelayMs(error: unknown): number | undefined {
  const asked = isWagetraceError(error) ? error.details['retryAfterMs'] : undefined;
  return typeof asked === 'number' ? asked : undefined;
}

/** An attempt that got further than those before it starts the count anew. */
function madeProgress(error: unknown): boolean {
  return isWagetraceError(error) && error.details['progress'] === true;
}

/**
 * Runs `work` until it succeeds, throws what is not retryable, or the attempts are used up; then
 * throws the last error. Waits grow twofold with full jitter; a server's own
 * wish comes before. The signal bounds it all.
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  limits: RetryLimits,
  tools: RetryTools,
  signal: AbortSignal,
): Promise<T> {
  let attempt = 0;
  for (;;) {
    attempt += 1;
    try {
      return await work();
    } catch (error) {
      const retryable = isWagetraceError(error) && error.retryable;
      if (madeProgress(error)) attempt = 1;
      if (!retryable || attempt >= limits.attemptsMax) throw error;
      const ceiling = Math.min(limits.delayMaxMs, limits.firstDelayMs * 2 ** (attempt - 1));
      const delay = askedDelayMs(error) ?? tools.random() * ceiling;
      await tools.sleep(Math.min(delay, limits.delayMaxMs), signal);
    }
  }
}
