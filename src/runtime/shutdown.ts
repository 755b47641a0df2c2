import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../domain/errors.ts';
import type { Log } from './log.ts';

/** How long a worker may go on with the jobs in hand once it is asked to stop. */
export const WORKER_DRAIN_LIMIT_MS = 20_000;

/** Why a process stops: asked to, or because it cannot go on. */
export interface StopReason {
  readonly why: string;
  readonly exitCode: number;
}

/**
 * The first reason to stop, from signals or from `stop`. Later ones change nothing: a terminal's
 * Ctrl-C reaches a process under npm twice, so a second signal is no wish for force.
 */
export interface StopSignal {
  readonly requested: Promise<StopReason>;
  readonly signal: AbortSignal;
  stop(reason: StopReason): void;
}

export function listenForStop(): StopSignal {
  const controller = new AbortController();
  const { signal } = controller;
  const requested = new Promise<StopReason>((resolve) => {
    // CAST: `stop` below is the only one that aborts, with a StopReason
    signal.addEventListener('abort', () => resolve(signal.reason as StopReason), { once: true });
  });
  const stop = (reason: StopReason): void => controller.abort(reason);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => stop({ why: name, exitCode: 0 }));
  }
  return { requested, signal, stop };
}

export interface CloseStep {
  readonly name: string;
  readonly limitMs: number;
  close(): Promise<void>;
}

/**
 * Closes one step after the other; a step that fails or exceeds its limit is logged and the next
 * one still gets its turn. True when all went well.
 */
export async function closeInOrder(steps: readonly CloseStep[], log: Log): Promise<boolean> {
  let clean = true;
  for (const { name, limitMs, close } of steps) {
    const timer = new AbortController();
    const late = delay(limitMs, 'late' as const, { signal: timer.signal }).catch(
      () => 'late' as const,
    );
    try {
      if ((await Promise.race([close(), late])) === 'late')
        throw new Error(`took over ${limitMs} ms`);
    } catch (error) {
      clean = false;
      log.error(`stopping ${name}: ${messageOf(error)}`);
    } finally {
      timer.abort();
    }
  }
  return clean;
}
