import { describe, expect, it } from 'vitest';
import type { AttributionMethod, TraceLimits } from '../../../src/domain/flow.ts';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';
import { trace } from '../../../src/tracing/trace.ts';
import type { LoadedPot, TraceRequest } from '../../../src/tracing/trace-request.ts';
import { account, chain, oneTrace, pay, requestOf, usd } from './world.ts';

const [employer, alice, bob, carol, friend] = ['employer', 'alice', 'bob', 'carol', 'friend'].map(
  account,
) as [never, never, never, never, never];
const wide: TraceLimits = {
  ...{ minimumBase: 1n, hopsMax: 9, horizonDays: 365, transfersMax: 99, potsMax: 99 },
};
const wage = pay(1, employer, alice, 100n);
const passed = pay(2, alice, bob, 60n);
const gift = pay(3, friend, bob, 50n);
const seeds = [0];

/** Over some transfers, of which those of some accounts were loaded whole and of others in part. */
function asked(
  transfers: readonly Transfer[],
  {
    whole,
    resting,
    ...world
  }: {
    readonly whole: readonly string[];
    readonly resting: readonly string[];
    readonly limits?: TraceLimits;
    readonly methods?: readonly AttributionMethod[];
  },
): TraceRequest {
  const request = requestOf({ transfers, seeds, loaded: whole, ...world });
  const atRest = resting.map(
    (name): LoadedPot => ({
      ...{ account: account(name), asset: usd, state: 'loaded', fromHeight: 0 },
      ...{ opening: { kind: 'complete-history' }, resting: true },
    }),
  );
  return { ...request, loaded: [...request.loaded, ...atRest] };
}

const missingOf = (request: TraceRequest) => {
  const outcome = trace(request);
  return outcome.state === 'missing' ? outcome.pots : [];
};

describe.each([
  ['without limits', undefined],
  ['within limits', wide],
])('a pot that pays nothing, %s', (_how, limits) => {
  const bounded = limits ? { limits } : {};

  it('is asked for only if it pays', () => {
    const request = asked([wage, passed], { whole: ['alice'], resting: [], ...bounded });
    expect(missingOf(request)).toEqual([
      { account: bob, asset: usd, fromHeight: 2, onlyIfPaying: true },
    ]);
  });

  it('is answered without what it received besides', () => {
    const part = trace(asked([wage, passed], { whole: ['alice'], resting: ['bob'], ...bounded }));
    const whole = oneTrace({ transfers: [wage, passed, gift], seeds, ...bounded });
    expect(part.state === 'traced' && part.traces).toEqual([whole]);
    expect(whole.transferKeys).toEqual([wage, passed].map(transferKey));
    expect(whole.walked.map((pot) => pot.account)).toEqual([alice]);
  });

  it('is asked for again, and whole, when it turns out to pay', () => {
    // It was read as at rest, and what it paid came with another pot.
    const paid = pay(4, bob, carol, 55n);
    const resting = { whole: ['alice', 'carol'], resting: ['bob'], ...bounded };
    expect(missingOf(asked([wage, passed, paid], resting))).toEqual([
      { account: bob, asset: usd, fromHeight: 2, onlyIfPaying: false },
    ]);
    const whole = { whole: ['alice', 'bob', 'carol'], resting: [], ...bounded };
    expect(missingOf(asked([wage, passed, gift, paid], whole))).toEqual([]);
  });

  it('is not asked for again since it paid before it gained, or pays beyond the horizon', () => {
    const transfers = [wage, pay(1, bob, carol, 1n), passed, pay(9, bob, carol, 9n)];
    const request = asked(transfers, { whole: ['alice'], resting: ['bob'], ...bounded });
    const horizon = { heights: { [chain]: 8 }, cut: true };
    expect(trace({ ...request, horizon }).state).toBe('traced');
  });

  it('is asked for whole where poison spreads, also when it was read as at rest', () => {
    const methods = ['fifo', 'poison'] as const;
    const bobWhole = { account: bob, asset: usd, fromHeight: 2, onlyIfPaying: false };
    for (const resting of [[], ['bob']]) {
      const request = asked([wage, passed], { whole: ['alice'], resting, methods, ...bounded });
      expect(missingOf(request)).toEqual([bobWhole]);
    }
    const result = oneTrace({ transfers: [wage, passed, gift], seeds, methods, ...bounded });
    const end = result.endpoints.find((one) => one.account === bob);
    expect(end?.byMethod).toEqual({ fifo: 60n, poison: 110n });
    expect(result.transferKeys).toEqual([wage, passed, gift].map(transferKey));
  });
});

describe('the budget of transfers', () => {
  const gifts = Array.from({ length: 9 }, (_, at) => pay(10 + at, account('giver'), bob, 5n));
  const tight = { ...wide, transfersMax: 8 };
  const endOf = (transfers: readonly Transfer[], methods: readonly AttributionMethod[]) =>
    oneTrace({ transfers, seeds, limits: tight, methods }).endpoints.find(
      (one) => one.account === bob,
    )?.kind;

  it('does not count what a pot received that pays nothing', () => {
    expect(endOf([wage, passed, ...gifts], ['fifo'])).toBe('unspent');
  });

  it('counts it where poison spreads in it, and where the pot pays', () => {
    expect(endOf([wage, passed, ...gifts], ['fifo', 'poison'])).toBe('budget');
    expect(endOf([wage, passed, ...gifts, pay(30, bob, carol, 1n)], ['fifo'])).toBe('budget');
  });

  it('is left to the pots that come after', () => {
    const transfers = [wage, passed, pay(5, alice, carol, 20n), pay(6, carol, friend, 20n)];
    // Enough for Alice and Bob with his gifts, and then for nobody else.
    const limits = { ...wide, transfersMax: 13 };
    const kindOf = (methods: readonly AttributionMethod[]) =>
      oneTrace({ transfers: [...transfers, ...gifts], seeds, limits, methods }).endpoints.map(
        ({ kind, account: who }) => [kind, who],
      );
    expect(kindOf(['fifo'])).toContainEqual(['unspent', friend]);
    expect(kindOf(['fifo', 'poison'])).toContainEqual(['budget', carol]);
  });
});

it('a pot that pays nothing but a seed beyond the horizon is asked for whole', () => {
  // Bob received nothing of the seed itself, but pays a part of it, and is not who paid the wage.
  const transfers = [wage, passed, pay(5, bob, carol, 60n)];
  for (const limits of [{}, { limits: wide }]) {
    const request = requestOf({
      ...{ transfers, seeds: [0, 2], loaded: ['alice', 'carol'], ...limits },
      ...{ methods: ['fifo', 'lifo'], payers: [employer] },
    });
    const resting: LoadedPot = {
      ...{ account: bob, asset: usd, state: 'loaded', fromHeight: 0 },
      ...{ opening: { kind: 'complete-history' }, resting: true },
    };
    const horizon = { heights: { [chain]: 4 }, cut: false };
    const loaded = [...request.loaded, resting];
    expect(missingOf({ ...request, loaded, horizon })).toEqual([
      { account: bob, asset: usd, fromHeight: 2, onlyIfPaying: false },
    ]);
  }
});

describe('who received the seed itself', () => {
  it('is asked for whole though he pays nothing, and named with his history', () => {
    const request = requestOf({ transfers: [wage], seeds, loaded: [] });
    const whole = { account: alice, asset: usd, fromHeight: 1, onlyIfPaying: false };
    expect(missingOf(request)).toEqual([whole]);
    const atRest = asked([wage], { whole: [], resting: ['alice'] });
    expect(missingOf(atRest)).toEqual([whole]);
    const { walked } = oneTrace({ transfers: [wage], seeds });
    expect(walked).toEqual([{ account: alice, asset: usd, fromHeight: 1 }]);
  });
});
