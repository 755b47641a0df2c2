import { describe, expect, it } from 'vitest';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { sampleWindows } from '../../../src/flows/services/sample-windows.ts';
import { account, pay } from '../tracing/world.ts';

const at = (height: number, time: string): Transfer => ({
  ...pay(height, account('a'), account('b'), 1n),
  time,
});
const first = at(1_000_000, '2026-05-01T00:00:00Z');
const last = at(1_007_200, '2026-05-02T00:00:00Z');

describe('windows of a sample', () => {
  it('lie three days apart over sixty days, each wide enough for two hundred transfers', () => {
    const windows = sampleWindows(first, last, 14_400, 1_500_000);
    expect(windows).toHaveLength(20);
    expect(windows[0]).toEqual({ fromHeight: 1_478_400, toHeight: 1_478_499 });
    expect(windows[19]?.fromHeight).toBe(1_500_000 - 20 * 21_600);
  });

  it('do not begin before the chain', () => {
    expect(sampleWindows(first, last, 14_400, 50_000)).toHaveLength(2);
  });

  it('are none where the pace of the chain cannot be told', () => {
    expect(sampleWindows(first, undefined, 5, 1_500_000)).toEqual([]);
    expect(sampleWindows(first, first, 5, 1_500_000)).toEqual([]);
    const same = at(1_000_100, '2026-05-01T00:00:00Z');
    expect(sampleWindows(first, same, 5, 1_500_000)).toEqual([]);
  });
});
