import { describe, expect, it } from 'vitest';
import { readBirth, readDate } from '../../../src/sanctions/published-date.ts';

describe('dates as publishers write them', () => {
  it.each([
    ['2026-09-23', 'day-first', '2026-09-23'],
    ['2026-02-27T00:00:09.554Z', 'day-first', '2026-02-27'],
    ['09/23/2026', 'month-first', '2026-09-23'],
    ['23/09/2026', 'day-first', '2026-09-23'],
    ['1/2/2026', 'day-first', '2026-02-01'],
    ['07 Sep 1983', 'day-first', '1983-09-07'],
    ['31/02/2026', 'day-first', undefined],
    ['13/13/2026', 'month-first', undefined],
    ['soon', 'day-first', undefined],
    ['', 'day-first', undefined],
  ] as const)('%s, %s, is %s', (text, slashes, date) => {
    expect(readDate(text, slashes)).toBe(date);
  });

  it.each([
    ['25 Nov 1983', '1983-11-25'],
    ['Nov 1983', '1983-11'],
    ['1983', '1983'],
    ['circa 1983', '1983'],
    ['1975 to 1978', '1975/1978'],
    ['unknown', undefined],
  ])('of birth, %s is %s', (text, date) => {
    expect(readBirth(text)).toBe(date);
  });
});
