import { describe, expect, it } from 'vitest';
import { catalogue, read } from './bridge-harness.ts';
import { arrives, leaves } from './pairing.ts';
import { canonicalSamples } from './samples/canonical-samples.ts';
import { liquiditySamples } from './samples/liquidity-samples.ts';
import { messageSamples } from './samples/message-samples.ts';
import { main } from './samples/sample.ts';

const samples = { ...liquiditySamples, ...messageSamples, ...canonicalSamples };

const cases = Object.entries(samples).flatMap(([protocol, generations]) =>
  Object.entries(generations).map(([name, sample]) => ({ protocol, name, sample })),
);

describe('every family', () => {
  it('is among the samples', () => {
    const rows = catalogue.rows.map(({ protocol }) => protocol);
    expect(Object.keys(samples).sort()).toEqual([...rows].sort());
  });

  it.each(cases)('$protocol reads $name', ({ protocol, sample }) => {
    const { chain = main, role = 'source', steps, other, to, asset, amount } = sample;
    const record = role === 'source' ? leaves(chain, steps) : arrives(chain, steps);
    const { legs, unreadable } = read(record);
    expect(unreadable).toEqual([]);
    const [leg] = legs.filter((one) => one.role === role);
    expect(leg).toMatchObject({ protocol, chain, asset, amountBase: amount });
    expect(leg?.counterpart ?? 'none').toBe(other);
    expect(leg?.recipient?.account ?? leg?.recipient?.raw ?? 'none').toBe(to);
  });
});
