import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseWorth, usdMicrosOf, usdValue } from '../../../src/domain/usd.ts';
import { exactJson, priceFigure } from '../../../src/prices/price-figure.ts';

describe('figures of prices', () => {
  it.each([
    ['1842.50', '1842.5'],
    ['9.1e-7', '0.00000091'],
    ['1.5E+3', '1500'],
    ['12e-1', '1.2'],
    ['0.000', undefined],
    ['-1', undefined],
    ['NaN', undefined],
    ['1e999', undefined],
  ])('reads %s as %s', (text, figure) => {
    expect(priceFigure(text)).toBe(figure);
  });

  it('reads what JavaScript writes of any price as the same number', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (price) => {
        expect(Number(priceFigure(String(price)))).toBe(price);
      }),
    );
  });

  it('keeps texts that look like numbers as they are', () => {
    expect(exactJson('{"a":"say \\"1\\" 2","b":[0.1,-2e5],"c":null}')).toEqual({
      a: 'say "1" 2',
      b: ['0.1', '-2e5'],
      c: null,
    });
  });
});

describe('dollars of an amount', () => {
  it.each([
    [1_500_000n, 6, '1', '1.5'],
    [2n * 10n ** 18n, 18, '3551.25', '7102.5'],
    [1n, 18, '3000', '0.000000000000003'],
  ])('of %s with %s decimals at %s are %s', (amountBase, decimals, price, value) => {
    expect(usdValue(amountBase, decimals, price)).toBe(value);
  });

  it.each([
    [10n, 6, '1', 10_000_000n],
    [10n, 18, '2500', 4n * 10n ** 15n],
    [10n, 8, '0.3', 3_333_333_334n],
  ])(
    '%s are worth, with %s decimals at %s, %s base units at least',
    (usd, decimals, price, base) => {
      expect(baseWorth(usd, decimals, price)).toBe(base);
    },
  );

  it.each([
    [1_000_000n, 6, '0.9999999', 999_999n],
    [10n ** 27n, 18, '2500.5', 2_500_500_000_000_000_000n],
    [1n, 18, '1', 0n],
  ])('of %s with %s decimals at %s are %s whole micro-dollars', (base, decimals, price, micros) => {
    expect(usdMicrosOf(base, decimals, price)).toBe(micros);
  });

  it.each(['0', '0.00', '-1', '', '1e5'])('are none at a price of "%s"', (price) => {
    expect(() => usdValue(1n, 6, price)).toThrow(/Not a price/);
  });
});
