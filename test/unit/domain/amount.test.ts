import { describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal } from '../../../src/domain/amount.ts';

describe('amounts', () => {
  it('reads a decimal figure exactly and refuses more places than the asset has', () => {
    expect(parseDecimal('1250.50', 6)).toBe(1_250_500_000n);
    expect(parseDecimal('1.100', 1)).toBe(11n);
    expect(() => parseDecimal('0.0000001', 6)).toThrow('at most 6 places');
    expect(() => parseDecimal('-1', 6)).toThrow();
    expect(() => parseDecimal('1e3', 6)).toThrow();
  });

  it('writes back what it read', () => {
    expect(formatDecimal(1_250_500_000n, 6)).toBe('1250.5');
    expect(formatDecimal(5n, 0)).toBe('5');
    expect(formatDecimal(5n, 18)).toBe('0.000000000000000005');
  });
});
