import { randomUUID } from 'node:crypto';
import type { Clock } from '../../src/ports/clock.ts';

export interface FixedClock extends Clock {
  set(iso: string): void;
}

/** A clock that stands until it is set. */
export function fixedClock(iso: string): FixedClock {
  let now = new Date(iso);
  return {
    now: () => now,
    id: randomUUID,
    set: (next) => {
      now = new Date(next);
    },
  };
}
