/** Blocks come in bursts: what touches a wage is looked at once they rest. */
export const quietMs = 5_000;
/** Longest time between two looks at value that does not move. */
const idleMaxMs = 86_400_000;
const idleFirstMs = 300_000;
/** Longest time that a wage which moves on and on waits for its next follow. */
const followGapMaxMs = 21_600_000;
const followGapFirstMs = 30_000;
/** A wage that rested so long is followed at once again when it moves. */
const calmAfterMs = 86_400_000;
/** A flow without a horizon in days is looked at for so long. */
const watchedDaysMax = 365;

/** How long value that did not move at the last `idle` looks is left alone. */
export function idleMs(idle: number): number {
  return Math.min(idleFirstMs * 2 ** idle, idleMaxMs);
}

/**
 * The least time between two follows of one wage: none before the first, then ever more, so that a
 * wallet with a payment in every block makes a handful of follows a day and not a storm.
 */
export function followGapMs(follows: number): number {
  return follows === 0 ? 0 : Math.min(followGapFirstMs * 2 ** (follows - 1), followGapMaxMs);
}

/** How often a wage has been followed lately, the one just made included. */
export function followsLately(before: number, restedMs: number): number {
  return restedMs > calmAfterMs ? 1 : before + 1;
}

/** Until when a flow may change. */
export function watchedUntil(untilTime: string | undefined, seedTime: Date): Date {
  if (untilTime !== undefined) return new Date(untilTime);
  return new Date(seedTime.getTime() + watchedDaysMax * 86_400_000);
}
