import { describe, expect, it } from 'vitest';
import { readTime } from '../../../src/payroll/read-time.ts';

describe('the time of a payroll file', () => {
  it.each([
    ['2026-02-28', '2026-02-28T00:00:00.000Z'],
    ['2026-02-28T23:30:00-01:00', '2026-03-01T00:30:00.000Z'],
    ['2026-02-30', undefined],
    ['tomorrow', undefined],
    // The store has no year 0, and a zone may carry a time out of the years that it has.
    ['0000-01-01T00:00:00Z', undefined],
    ['0001-01-01T00:00:00+01:00', undefined],
    ['9999-12-31T23:59:59-01:00', undefined],
  ])('%s is %s', (text, time) => {
    expect(readTime(text)).toBe(time);
  });
});
