import { describe, expect, it } from 'vitest';
import { type ExposureOutcome, exposureOf } from '../../../src/tracing/exposure.ts';
import { account, pay, requestOf, type SmallWorld, usd } from './world.ts';

const [a, b, c, exchange, bad, x] = ['a', 'b', 'c', 'exchange', 'bad', 'x'].map(account) as [
  never,
  never,
  never,
  never,
  never,
  never,
];

function exposed(
  world: SmallWorld,
  wallet: never,
  direction: 'forward' | 'backward',
): ExposureOutcome {
  const { seeds: _, combine: __, ...request } = requestOf({ ...world, seeds: [] });
  const categoryOf = (id: string): string | undefined => (id === exchange ? 'exchange' : undefined);
  return exposureOf({ ...request, wallet, asset: usd, direction, since: {}, categoryOf });
}

function summary(outcome: ExposureOutcome): unknown[] {
  if (outcome.state !== 'exposed') return [outcome];
  return outcome.categories.map((found) => [
    found.category,
    found.direct.amountBase,
    found.indirect.amountBase,
    found.leastHops,
  ]);
}

describe('exposure of a wallet', () => {
  const transfers = [
    pay(1, bad, a, 30n),
    pay(2, exchange, a, 70n),
    pay(3, a, b, 100n),
    pay(4, b, c, 60n),
    pay(5, b, exchange, 40n),
    pay(6, c, bad, 25n),
    pay(7, a, x, 0n),
  ];
  const world = {
    transfers,
    seeds: [],
    listed: [bad],
    services: { exchange: 'exchange' as const },
  };

  it('tells what it paid on to, by category, direct and indirect, with least hops', () => {
    expect(summary(exposed(world, b, 'forward'))).toEqual([
      ['exchange', 40n, 0n, 1],
      ['unspent', 35n, 0n, 1],
      ['sanctioned', 0n, 25n, 2],
    ]);
  });

  it('tells where what it received came from, first in first out', () => {
    // C took the first 60 of B, which are the 30 of the listed account and 30 of the exchange's 70.
    expect(summary(exposed(world, c, 'backward'))).toEqual([
      ['exchange', 0n, 30n, 3],
      ['sanctioned', 0n, 30n, 3],
    ]);
    expect(summary(exposed(world, a, 'backward'))).toEqual([
      ['exchange', 70n, 0n, 1],
      ['sanctioned', 30n, 0n, 1],
    ]);
  });

  it('is nothing for a wallet that never paid', () => {
    expect(exposed(world, x, 'forward')).toEqual({
      state: 'exposed',
      totalBase: 0n,
      categories: [],
      trace: undefined,
    });
  });

  it('asks for what it lacks, backwards from the first block on', () => {
    const outcome = exposed({ ...world, loaded: ['c'] }, c, 'backward');
    expect(outcome).toEqual({
      state: 'missing',
      pots: [{ account: b, asset: usd, fromHeight: 0 }],
    });
  });

  it('sends back by fifo exactly what fifo sent forward', () => {
    const forward = exposed(world, bad, 'forward');
    // Of the 30 that the listed account paid, 30 go to C (first in) and 25 of them return.
    expect(summary(forward)).toEqual([
      ['sanctioned', 0n, 25n, 4],
      ['unspent', 0n, 5n, 3],
    ]);
  });
});
