import type { RunningPart, Settings } from './application.ts';

/** Composes the queue workers of one process from their parts. */
export async function composeWorker(_settings: Settings): Promise<RunningPart> {
  const alive = setInterval(() => {}, 60_000);
  return { close: async () => clearInterval(alive) };
}
