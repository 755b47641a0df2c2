import { setTimeout as wait } from 'node:timers/promises';

/** Time and chance, from outside. */
export interface Pace {
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  /** Throws the signal's reason when it aborts. */
  sleep(sleepMs: number, signal: AbortSignal): Promise<void>;
}

export const systemPace: Pace = {
  now: () => Date.now(),
  random: () => Math.random(),
  async sleep(sleepMs, signal) {
    try {
      await wait(sleepMs, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
};
