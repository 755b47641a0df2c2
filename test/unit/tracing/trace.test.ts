import { describe, expect, it } from 'vitest';
import { isWagetraceError } from '../../../src/domain/errors.ts';
import type { Endpoint } from '../../../src/domain/flow.ts';
import { trace } from '../../../src/tracing/trace.ts';
import { spreadOf } from '../../../src/tracing/trace-result.ts';
import { account, loadAll, oneTrace, pay, requestOf, usd } from './world.ts';

const [employer, alice, bob, carol, exchange, bad, gas] = [
  'employer',
  'alice',
  'bob',
  'carol',
  'exchange',
  'bad',
  'gas',
].map(account) as [never, never, never, never, never, never, never];

function endOf(endpoints: readonly Endpoint[], kind: string, who: string): Endpoint | undefined {
  return endpoints.find((end) => end.kind === kind && end.account === account(who));
}

describe('a trace', () => {
  it('follows a wage over two hops to a listed account, with certain bounds', () => {
    const transfers = [
      pay(1, employer, alice, 100n),
      pay(2, alice, bob, 100n),
      pay(3, bob, bad, 100n),
    ];
    const result = oneTrace({ transfers, seeds: [0], listed: [bad] });
    const end = endOf(result.endpoints, 'sanctioned', 'bad');
    expect(end).toMatchObject({ amountBase: 100n, seedUnits: 100n, hops: 2 });
    expect(result.listedBounds).toEqual({ lowerBase: 100n, upperBase: 100n, method: 'max-flow' });
    expect(result.paths.map((path) => [path.rule, path.hops.length])).toContainEqual([
      'earliest',
      3,
    ]);
    expect(result.reasons).toEqual([]);
  });

  it('says possible and not certain when an older balance of the same size could have paid', () => {
    const transfers = [pay(1, employer, alice, 100n), pay(2, alice, bad, 100n)];
    const result = oneTrace({
      transfers,
      seeds: [0],
      listed: [bad],
      openings: { alice: 100n },
      methods: ['fifo', 'lifo', 'haircut', 'poison', 'clean-first', 'traced-first'],
    });
    const end = endOf(result.endpoints, 'sanctioned', 'bad');
    expect(end?.byMethod).toEqual({
      fifo: 0n,
      lifo: 100n,
      haircut: 50n,
      poison: 100n,
      'clean-first': 0n,
      'traced-first': 100n,
    });
    expect(result.listedBounds).toEqual({ lowerBase: 0n, upperBase: 100n, method: 'max-flow' });
    expect(end && spreadOf(end)).toEqual({ leastBase: 0n, greatestBase: 100n });
  });

  it('ends at services, payers and fees, and keeps what rests as unspent', () => {
    const transfers = [
      pay(1, employer, alice, 100n),
      pay(2, alice, exchange, 40n),
      pay(3, alice, employer, 10n),
      { ...pay(4, alice, gas, 1n), kind: 'fee' as const },
      pay(5, alice, carol, 20n),
    ];
    const result = oneTrace({ transfers, seeds: [0], services: { exchange: 'exchange' } });
    const summary = result.endpoints.map((end) => [
      end.kind,
      end.account,
      end.amountBase,
      end.hops,
    ]);
    expect(summary).toEqual([
      ['fee', account('gas'), 1n, 1],
      ['returned', account('employer'), 10n, 1],
      ['service', account('exchange'), 40n, 1],
      ['unspent', account('alice'), 29n, 0],
      ['unspent', account('carol'), 20n, 1],
    ]);
    expect(result.conservation.fifo).toEqual([
      {
        asset: usd,
        seededBase: 100n,
        convertedInBase: 0n,
        heldBase: 49n,
        endedBase: 50n,
        feesBase: 1n,
        cutBase: 0n,
        convertedOutBase: 0n,
      },
    ]);
  });

  it('ends at hop 0 when the payee wallet is a deposit address itself', () => {
    const transfers = [pay(1, employer, alice, 100n), pay(2, alice, bob, 100n)];
    const result = oneTrace({ transfers, seeds: [0], services: { alice: 'exchange-deposit' } });
    expect(result.endpoints.map((end) => [end.kind, end.hops])).toEqual([['service', 0]]);
  });

  it('counts a debit above the known balance as clean from that moment, and says so', () => {
    const transfers = [pay(1, employer, alice, 100n), pay(2, alice, bob, 150n)];
    const result = oneTrace({ transfers, seeds: [0], openings: {}, unknown: ['alice'] });
    expect(endOf(result.endpoints, 'unspent', 'bob')?.amountBase).toBe(100n);
    expect(result.reasons.map((reason) => reason.code)).toEqual(['unexplained', 'opening-unknown']);
    expect(result.reasons[0]?.message).toContain('50 base units');
  });

  it('keeps the order of segments from pot to pot', () => {
    // Bob receives 30 clean, then Alice's transfer of 20 clean and 40 traced; he pays 60.
    const transfers = [
      pay(1, carol, alice, 20n),
      pay(2, employer, alice, 60n),
      pay(3, carol, bob, 30n),
      pay(4, alice, bob, 60n),
      pay(5, bob, gas, 60n),
    ];
    const result = oneTrace({ transfers, seeds: [1] });
    expect(endOf(result.endpoints, 'unspent', 'gas')?.amountBase).toBe(10n);
    expect(endOf(result.endpoints, 'unspent', 'bob')?.amountBase).toBe(30n);
    expect(endOf(result.endpoints, 'unspent', 'alice')?.amountBase).toBe(20n);
  });

  it('moves nothing by a transfer to oneself or one of zero', () => {
    const transfers = [
      pay(1, employer, alice, 100n),
      pay(2, alice, alice, 100n),
      pay(3, alice, bob, 0n),
    ];
    const result = oneTrace({ transfers, seeds: [0] });
    expect(result.endpoints.map((end) => [end.account, end.amountBase])).toEqual([[alice, 100n]]);
  });

  it('gives the union of two seeds of which one pays the other only once', () => {
    const transfers = [pay(1, employer, alice, 100n), pay(2, alice, bob, 60n)];
    const result = oneTrace({ transfers, seeds: [0, 1] });
    expect(result.endpoints.map((end) => [end.account, end.amountBase])).toEqual([
      [alice, 40n],
      [bob, 60n],
    ]);
    expect(result.conservation.fifo?.[0]?.seededBase).toBe(100n);
  });
});

describe('limits', () => {
  const transfers = [
    pay(1, employer, alice, 100n),
    pay(2, alice, bob, 4n),
    pay(3, bob, carol, 4n),
    pay(4, alice, bob, 4n),
    pay(5, alice, gas, 3n),
  ];

  it('walks a pot from its first gain once its gains reach the minimum together', () => {
    const limits = {
      minimumBase: 8n,
      hopsMax: 20,
      horizonDays: 365,
      transfersMax: 99,
      potsMax: 99,
    };
    const result = oneTrace({ transfers, seeds: [0], limits });
    const summary = result.endpoints.map((end) => [end.kind, end.account, end.amountBase]);
    expect(summary).toEqual([
      ['below-minimum', carol, 4n],
      ['below-minimum', gas, 3n],
      ['unspent', alice, 89n],
      ['unspent', bob, 4n],
    ]);
  });

  it('cuts by hops and by budget in the order of first gain, and says so', () => {
    const limits = { minimumBase: 1n, hopsMax: 1, horizonDays: 365, transfersMax: 99, potsMax: 99 };
    const byHops = oneTrace({ transfers, seeds: [0], limits });
    expect(endOf(byHops.endpoints, 'max-hops', 'bob')?.amountBase).toBe(8n);
    expect(byHops.reasons.map((reason) => reason.code)).toEqual(['max-hops']);
    const byPots = oneTrace({
      transfers,
      seeds: [0],
      limits: { ...limits, hopsMax: 9, potsMax: 2 },
    });
    expect(endOf(byPots.endpoints, 'budget', 'carol')?.amountBase).toBe(4n);
    expect(endOf(byPots.endpoints, 'budget', 'gas')?.amountBase).toBe(3n);
  });

  it('looks no further than the horizon', () => {
    const result = oneTrace({ transfers, seeds: [0], horizon: { height: 2, cut: true } });
    expect(result.endpoints.map((end) => [end.kind, end.account, end.amountBase])).toEqual([
      ['horizon', alice, 96n],
      ['horizon', bob, 4n],
    ]);
  });

  it('takes a seed that lies beyond the horizon, out of a pot that pays nothing else', () => {
    const transfers = [pay(1, employer, alice, 100n), pay(3, alice, bob, 60n)];
    const result = oneTrace({ transfers, seeds: [0, 1], horizon: { height: 2, cut: false } });
    expect(result.seedBase).toBe(160n);
    expect(endOf(result.endpoints, 'unspent', 'alice')?.amountBase).toBe(40n);
    expect(endOf(result.endpoints, 'unspent', 'bob')?.amountBase).toBe(60n);
  });

  it('names the pots of the next wave in order of first gain, each from its first gain', () => {
    const outcome = loadAll({ transfers, seeds: [0], loaded: ['alice'] });
    const { leaving, ...missing } = outcome;
    expect(missing).toEqual({
      state: 'missing',
      pots: [
        { account: bob, asset: usd, fromHeight: 2 },
        { account: gas, asset: usd, fromHeight: 5 },
      ],
    });
    // What took traced value out of the one pot that is walked so far.
    expect(leaving.map(({ from, to }) => [from, to])).toEqual([
      [alice, bob],
      [alice, bob],
      [alice, gas],
    ]);
  });
});

describe('pots that cannot be walked', () => {
  const transfers = [
    pay(1, employer, alice, 100n),
    pay(2, alice, exchange, 60n),
    pay(3, alice, bob, 40n),
  ];

  it('end as budget when they have too many transfers, and as not-covered when unread', () => {
    const request = requestOf({ transfers, seeds: [0], loaded: ['alice'] });
    const outcome = trace({
      ...request,
      loaded: [
        ...request.loaded,
        { account: exchange, asset: usd, state: 'too-large' },
        { account: bob, asset: usd, state: 'not-covered', reason: 'source-failed' },
      ],
    });
    const [result] = outcome.state === 'traced' ? outcome.traces : [];
    expect(result?.endpoints.map((end) => [end.kind, end.account, end.amountBase])).toEqual([
      ['budget', exchange, 60n],
      ['not-covered', bob, 40n],
    ]);
    expect(result?.reasons.map((reason) => reason.code)).toEqual([
      'not-covered',
      'budget',
      'not-covered',
    ]);
    expect(result?.reasons.at(-1)?.message).toBe('source-failed');
  });

  it('are not asked for behind a service, however many counterparties it has', () => {
    const world = { transfers, seeds: [0], loaded: ['alice', 'bob'] };
    const outcome = loadAll({ ...world, services: { exchange: 'exchange' as const } });
    expect(outcome.state).toBe('traced');
  });

  it('end as sanctioned before anything else', () => {
    const result = oneTrace({
      transfers: [...transfers, pay(4, bob, employer, 10n)],
      seeds: [0],
      listed: [exchange, employer],
      services: { exchange: 'exchange' },
    });
    expect(endOf(result.endpoints, 'sanctioned', 'exchange')?.amountBase).toBe(60n);
    expect(endOf(result.endpoints, 'sanctioned', 'employer')?.amountBase).toBe(10n);
    expect(result.listedBounds.lowerBase).toBe(70n);
  });
});

describe('a request that cannot be traced', () => {
  const transfers = [pay(1, employer, alice, 100n), pay(2, alice, alice, 5n)];

  it('says so by code', () => {
    const code = (run: () => unknown): string => {
      try {
        run();
      } catch (error) {
        return isWagetraceError(error) ? error.code : String(error);
      }
      return 'none';
    };
    expect(code(() => loadAll({ transfers, seeds: [1] }))).toBe('tracing.bad-seed');
    expect(code(() => loadAll({ transfers, seeds: [0], methods: ['haircut'] }))).toBe(
      'tracing.bad-method',
    );
    expect(code(() => loadAll({ transfers, seeds: [0], method: 'tiho', methods: ['tiho'] }))).toBe(
      'tracing.bad-method',
    );
  });
});
