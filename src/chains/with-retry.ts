import { isWagetraceError } from '../domain/errors.ts';
import type { ChainSource } from '../ports/chain-source.ts';
import type { Pace } from './pace.ts';
import { readOn } from './read-on.ts';
import { retryAfterSecondsOf } from './with-budget.ts';

export interface RetryLimits {
  readonly attemptsMax: number;
  readonly firstWaitMs: number;
  /** A provider that wants a longer rest is not waited for here. */
  readonly waitMaxMs: number;
}

export const retryLimits: RetryLimits = { attemptsMax: 4, firstWaitMs: 500, waitMaxMs: 15_000 };

/** Errors that only time or the caller can mend, though they may be retried later. */
const notHere = new Set(['source.reorged', 'source.above-head', 'source.quota-exhausted']);

/**
 * Asks again after a retryable error, with growing, random waits, so that many workers do not come
 * back at once. A reading goes on where it stopped.
 */
export function withRetry(
  source: ChainSource,
  pace: Pace,
  limits: RetryLimits = retryLimits,
): ChainSource {
  async function waitOrThrow(error: unknown, attempt: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const again = isWagetraceError(error) && error.retryable && !notHere.has(error.code);
    const leastMs = (retryAfterSecondsOf(error) ?? 0) * 1_000;
    if (!again || attempt >= limits.attemptsMax || leastMs > limits.waitMaxMs) throw error;
    const ceilingMs = Math.min(limits.waitMaxMs, limits.firstWaitMs * 2 ** (attempt - 1));
    await pace.sleep(Math.max(leastMs, ceilingMs * pace.random()), signal);
  }

  async function retried<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        await waitOrThrow(error, attempt, signal);
      }
    }
  }

  function recovery(signal: AbortSignal) {
    let attempt = 0;
    return async (error: unknown, progressed: boolean) => {
      attempt = progressed ? 1 : attempt + 1;
      await waitOrThrow(error, attempt, signal);
      return source;
    };
  }

  return {
    chain: source.chain,
    name: source.name,
    head: (signal) => retried(() => source.head(signal), signal),
    account: (account, range, signal) =>
      readOn(
        source,
        range,
        (one, rest) => one.account(account, rest, signal),
        recovery(signal),
        signal,
      ),
    blocks: (range, signal) =>
      readOn(source, range, (one, rest) => one.blocks(rest, signal), recovery(signal), signal),
    transaction: (tx, signal) => retried(() => source.transaction(tx, signal), signal),
    blockHash: (height, signal) => retried(() => source.blockHash(height, signal), signal),
  };
}
