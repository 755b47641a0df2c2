import { describe, expect, it } from 'vitest';
import { limitCeiling, limitsOf } from '../../../src/flows/flow-request.ts';

const dollar = 1_000_000n;

describe('the limits of a trace', () => {
  it('takes one dollar or a thousandth of the seed as minimum, whichever is more', () => {
    expect(limitsOf({}, 100n * dollar, dollar)?.minimumBase).toBe(dollar);
    expect(limitsOf({}, 5_000n * dollar, dollar)?.minimumBase).toBe(5n * dollar);
    expect(limitsOf({}, 5_000n, undefined)?.minimumBase).toBe(5n);
  });

  it('never asks for more than the seed itself', () => {
    expect(limitsOf({}, 20n, dollar)?.minimumBase).toBe(20n);
  });

  it('keeps every request under the ceiling of the operator', () => {
    const asked = { hopsMax: 900, horizonDays: 99_999, transfersMax: 10 ** 9, potsMax: 10 ** 9 };
    expect(limitsOf(asked, dollar, dollar)).toMatchObject(limitCeiling);
  });

  it('has the defaults of the method, and none where none are asked', () => {
    expect(limitsOf({}, dollar, dollar)).toMatchObject({
      hopsMax: 20,
      horizonDays: 365,
      transfersMax: 50_000,
      potsMax: 5_000,
    });
    expect(limitsOf('none', dollar, dollar)).toBeUndefined();
  });
});
