/** What waits for something no longer than several signals let it. */
export interface StoppedBy {
  /** Aborted with the first of them. */
  readonly signal: AbortSignal;
  /** What `work` gives, unless a signal is aborted before: then throws its reason. */
  race<T>(work: Promise<T>): Promise<T>;
  /** To be called when all is done: else the signals remember it for ever. */
  release(): void;
}

/**
 * Waits by several signals at once, and believes in none to end what it waits for: once memory was
 * collected, fetch of Node.js 20 no longer hears of a signal while it reads a body (undici keeps
 * its listener by a weak reference), and who waits for the rest waits for minutes.
 */
export function stoppedBy(...signals: readonly AbortSignal[]): StoppedBy {
  const controller = new AbortController();
  const { signal } = controller;
  const stops = signals.map((one) => {
    const stop = () => controller.abort(one.reason);
    if (one.aborted) stop();
    else one.addEventListener('abort', stop, { once: true });
    return () => one.removeEventListener('abort', stop);
  });
  const stopped = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // Whoever races is told; nobody need be racing.
  stopped.catch(() => undefined);
  return {
    signal,
    race: (work) => Promise.race([work, stopped]),
    release() {
      for (const stop of stops) stop();
    },
  };
}
