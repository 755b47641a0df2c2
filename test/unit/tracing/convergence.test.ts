import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/domain/caip.ts';
import {
  type ConvergenceRequest,
  convergenceOf,
  type MeetingPlace,
} from '../../../src/tracing/convergence/convergence.ts';
import type { PaidPayee } from '../../../src/tracing/convergence/paid-payee.ts';
import { poissonBinomialTail } from '../../../src/tracing/convergence/poisson-binomial.ts';
import { account } from './world.ts';

const paydays = ['2026-01-31', '2026-02-28', '2026-03-31'];
const place = account('place');
const wage = 1000n;

/** A payee each of whose wages goes on: so much to the place, the rest to a place of its own. */
function payee(number: number, toPlace: bigint, rest: Partial<PaidPayee> = {}): PaidPayee {
  const wallet = account(`wallet${number}`);
  return {
    payee: `payee${number}`,
    wallets: [wallet],
    sharedKeys: [],
    wages: paydays.map((payday) => ({
      payday,
      trace: {
        seedBase: wage,
        touched: [
          { account: wallet, seedUnits: wage, hops: 0 },
          { account: place, seedUnits: toPlace, hops: 2 },
          { account: account(`own${number}`), seedUnits: wage - toPlace, hops: 1 },
        ].filter((touched) => touched.seedUnits > 0n),
      },
    })),
    ...rest,
  };
}

function request(
  payees: readonly PaidPayee[],
  atPlace: Partial<MeetingPlace>,
  rest: Partial<ConvergenceRequest> = {},
): ConvergenceRequest {
  const known: MeetingPlace = { outsideSenders: 2, incomeBase: 20_000n, ...atPlace };
  const other: MeetingPlace = { outsideSenders: 1, incomeBase: 1_000_000n };
  const placeOf = (id: AccountId): MeetingPlace => (id === place ? known : other);
  return { payees, leftOut: new Set(), placeOf, activeSenders: 1_000_000, ...rest };
}

const crowd = (meeting: number, toPlace: bigint, all = 40): PaidPayee[] =>
  Array.from({ length: all }, (_, at) => payee(at, at < meeting ? toPlace : 0n));

describe('convergence', () => {
  it('finds unconnected payees whose wages come together, with both numbers', () => {
    const { found, tried } = convergenceOf(request(crowd(4, 900n), {}));
    expect(tried).toBe(41);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      account: place,
      groups: 4,
      payees: ['payee0', 'payee1', 'payee2', 'payee3'],
      throughBase: 10_800n,
      incomeShareMillionths: 540_000,
      inferredService: false,
    });
    expect(found[0]?.eValue).toBeLessThan(1e-10);
  });

  it('keeps a place that only looks like a service, and marks it', () => {
    const service = { kind: 'exchange-deposit', source: 'inferred' } as const;
    expect(convergenceOf(request(crowd(5, 900n), { service })).found[0]?.inferredService).toBe(
      true,
    );
  });

  it('needs two paydays, half of the wages and the hops', () => {
    const once = crowd(4, 900n).map((each) => ({ ...each, wages: each.wages.slice(0, 1) }));
    expect(convergenceOf(request(once, {})).found).toEqual([]);
    expect(convergenceOf(request(crowd(4, 499n), {})).found).toEqual([]);
    expect(convergenceOf(request(crowd(4, 500n), {})).found).toHaveLength(1);
    expect(convergenceOf(request(crowd(4, 900n), {}, { hopsMax: 1 })).found).toEqual([]);
  });

  it('takes the share of matched controls where there are any', () => {
    const rare = convergenceOf(request(crowd(4, 900n), { controls: { met: 0, of: 2000 } }));
    expect(rare.found).toHaveLength(1);
    const common = convergenceOf(request(crowd(4, 900n), { controls: { met: 100, of: 2000 } }));
    expect(common.found).toEqual([]);
  });
});

describe('benign twins of a convergence', () => {
  const household = (keys: string[]) => [
    payee(0, 900n, { sharedKeys: keys }),
    payee(1, 900n, { sharedKeys: keys }),
  ];
  const others = Array.from({ length: 38 }, (_, at) => payee(at + 2, 0n));
  it.each<[string, readonly PaidPayee[], Partial<MeetingPlace>]>([
    ['a labelled exchange', crowd(20, 900n), { service: { kind: 'exchange', source: 'label' } }],
    [
      'an exchange without a label',
      crowd(20, 900n),
      { outsideSenders: 300_000, incomeBase: 10n ** 12n },
    ],
    [
      'a deposit address that the exchange shares by memo',
      crowd(9, 1000n),
      { outsideSenders: 60_000, incomeBase: 10n ** 9n },
    ],
    [
      'spouses who save together',
      [...household(['household:7']), ...others],
      { outsideSenders: 0, incomeBase: 6000n },
    ],
    [
      'an agency that takes its workers’ wages',
      crowd(6, 1000n).map((each, at) => (at < 6 ? { ...each, sharedKeys: ['agent:acme'] } : each)),
      { outsideSenders: 3 },
    ],
    ['a landlord', crowd(6, 400n), { outsideSenders: 12 }],
    ['a peer-to-peer merchant', crowd(6, 900n), { outsideSenders: 800, incomeBase: 600_000n }],
    ['a savings circle', crowd(8, 100n), { outsideSenders: 2, incomeBase: 2_400n }],
    ['an accountant', crowd(10, 20n), { outsideSenders: 40 }],
    ['a card top-up', crowd(7, 600n), { outsideSenders: 40_000, incomeBase: 10n ** 8n }],
    ['a collector of swap fees', crowd(30, 3n), { outsideSenders: 100_000, incomeBase: 10n ** 9n }],
    ['a funder of gas that gets the rest back', crowd(12, 1n), { outsideSenders: 9_000 }],
    ['a bridge vault', crowd(15, 1000n), { outsideSenders: 120_000, incomeBase: 10n ** 11n }],
  ])('%s is not reported', (_name, payees, atPlace) => {
    expect(convergenceOf(request(payees, atPlace)).found).toEqual([]);
  });

  it('would be reported but for what they share', () => {
    const strangers = [payee(0, 900n), payee(1, 900n), ...others];
    expect(
      convergenceOf(request(strangers, { outsideSenders: 0, incomeBase: 6000n })).found,
    ).toHaveLength(1);
  });
});

describe('the tail of a Poisson binomial', () => {
  it('is what counting all outcomes gives', () => {
    const p = [0.1, 0.5, 0.25, 0.9];
    for (let least = 0; least <= 5; least += 1) {
      let expected = 0;
      for (let outcome = 0; outcome < 16; outcome += 1) {
        const happened = p.map((_, at) => (outcome >> at) & 1);
        if (happened.reduce((sum, one) => sum + one, 0) < least) continue;
        expected += p.reduce((product, each, at) => product * (happened[at] ? each : 1 - each), 1);
      }
      expect(poissonBinomialTail(p, least)).toBeCloseTo(expected, 12);
    }
  });

  it('keeps its precision far out', () => {
    expect(poissonBinomialTail([1e-9, 1e-9, 1e-9], 2)).toBeCloseTo(3e-18, 24);
  });
});
