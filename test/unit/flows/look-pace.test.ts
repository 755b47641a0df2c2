import { expect, it } from 'vitest';
import { followGapMs, followsLately, idleMs, watchedUntil } from '../../../src/flows/look-pace.ts';

const hourMs = 3_600_000;

it('follows a wage that moves at once, and one that moves in every block a handful of times a day', () => {
  expect(followGapMs(0)).toBe(0);
  let [now, follows] = [0, 0];
  while (now < 24 * hourMs) {
    follows = followsLately(follows, 0);
    now += Math.max(followGapMs(follows), 5_000);
  }
  expect(follows).toBeLessThanOrEqual(15);
});

it('is quick again after a day of rest', () => {
  expect(followsLately(12, 25 * hourMs)).toBe(1);
  expect(followGapMs(1)).toBeLessThan(hourMs);
});

it('looks at value that rests ever more seldom, but daily', () => {
  const gaps = Array.from({ length: 15 }, (_, idle) => idleMs(idle));
  expect(gaps[0]).toBe(5 * 60_000);
  expect([...gaps].sort((a, b) => a - b)).toEqual(gaps);
  expect(gaps.at(-1)).toBe(24 * hourMs);
});

it('ends with the horizon, and after a year without one', () => {
  const seed = new Date('2026-01-01T00:00:00.000Z');
  expect(watchedUntil('2026-02-01T00:00:00.000Z', seed).toISOString()).toMatch(/^2026-02-01/);
  expect(watchedUntil(undefined, seed).toISOString()).toMatch(/^2027-01-01/);
});
