import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 90_000;
const lookEveryMs = 150;

/** Polls until the check gives something; throws with what was waited for when it never does. */
export async function until<T>(what: string, check: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await sleep(lookEveryMs);
  }
}
