import type { Admission } from './admission.ts';
import { balanceBefore, type TraceWorld } from './trace-world.ts';

/**
 * The clean balance with which a walked pot is opened when a transfer touches it. Undefined where
 * the trail is not continued, and before the first gain, when all in the pot is clean.
 */
export function openingAt(
  world: TraceWorld,
  admission: Pick<Admission, 'spread' | 'walked'>,
  pot: number,
  index: number,
): bigint | undefined {
  if (!admission.walked.has(pot)) return undefined;
  const firstIndex = admission.spread.gains.get(pot)?.firstIndex;
  if (firstIndex === undefined || index < firstIndex) return undefined;
  return balanceBefore(world, pot, firstIndex);
}
