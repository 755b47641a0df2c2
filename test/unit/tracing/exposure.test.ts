import { describe, expect, it } from 'vitest';
import { accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';
import { traceBackwards } from '../../../src/tracing/backwards.ts';
import { spendAccount } from '../../../src/tracing/coin-transfers.ts';
import { type ExposureOutcome, exposureOf } from '../../../src/tracing/exposure.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import type { LoadedPot } from '../../../src/tracing/trace-request.ts';
import { bitcoin, holder, utxoTransaction } from '../../support/utxo-builder.ts';
import { btc, holderOfCoin, transfersOf } from './coin-world.ts';
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
      leaving: [],
    });
  });

  it('asks for what it lacks, backwards from the first block on', () => {
    const outcome = exposed({ ...world, loaded: ['c'] }, c, 'backward');
    expect(outcome).toMatchObject({
      state: 'missing',
      pots: [{ account: b, asset: usd, fromHeight: 0 }],
      leaving: [transfers[3]],
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

describe('exposure over conversions', () => {
  const eth = assetId('test:1/slip44:60');
  const pool = account('pool');
  const transfers = [
    pay(1, bad, a, 100n),
    pay(2, a, pool, 100n),
    pay(2, pool, a, 40n, { asset: eth }),
    pay(3, a, x, 10n, { asset: eth }),
    pay(3, a, exchange, 30n, { asset: eth }),
  ];
  const keys = transfers.map(transferKey) as [string, string, string, string, string];
  const swap = {
    sourceKeys: [keys[1]],
    legs: [{ transferKeys: [keys[2]], sourceShareBase: 100n }],
  };
  const world: SmallWorld = {
    ...{ transfers, seeds: [], conversions: [swap], listed: [bad] },
    services: { exchange: 'exchange' },
  };

  it('goes on in what the wallet got, and not into the pool', () => {
    expect(summary(exposed(world, a, 'forward'))).toEqual([
      ['exchange', 0n, 75n, 2],
      ['unspent', 0n, 25n, 2],
    ]);
  });

  it('comes back from what it got to what it gave', () => {
    const { seeds: _, combine: __, ...request } = requestOf(world);
    const asked = { ...request, wallet: x, asset: eth, direction: 'backward', since: {} } as const;
    const outcome = exposureOf({ ...asked, categoryOf: () => undefined });
    expect(summary(outcome)).toEqual([['sanctioned', 0n, 10n, 3]]);
    const keysOfLeaving = outcome.leaving.map(transferKey).sort();
    expect(keysOfLeaving).toEqual([keys[0], keys[2], keys[3]].sort());
  });

  it('brings back no more than the share that was converted', () => {
    const part = { ...swap, legs: [{ transferKeys: [keys[2]], sourceShareBase: 60n }] };
    const { seeds: _, combine: __, ...request } = requestOf({ ...world, conversions: [part] });
    const outcome = traceBackwards({
      ...{ ...request, combine: 'each' },
      seeds: [{ id: 'seed', transferKeys: [keys[3], keys[4]], payers: [] }],
    });
    const [found] = outcome.state === 'traced' ? outcome.traces : [];
    expect(found?.endpoints.map(({ account: at, amountBase }) => [at, amountBase])).toEqual([
      [bad, 60n],
    ]);
    const greatest = found?.paths.find(({ rule }) => rule === 'greatest');
    expect(greatest?.hops.map(({ from, to, height }) => [from, to, height])).toEqual([
      [bad, a, 1],
      [a, pool, 2],
      [pool, a, 2],
      [a, exchange, 3],
    ]);
  });

  it('ends where several assets came out, and says that nothing tells what each stood for', () => {
    const [dai, given] = [assetId('test:1/erc20:dai'), pay(2, pool, a, 5n, { asset: eth })];
    const taken = pay(2, pool, a, 7n, { asset: dai });
    const both = [pay(1, bad, a, 100n), pay(2, a, pool, 100n), given, taken];
    const outcome = traceBackwards({
      ...requestOf({
        ...{ transfers: both, seeds: [2], payers: [a] },
        conversions: [
          {
            sourceKeys: [transferKey(both[1] as Transfer)],
            legs: [given, taken].map((leg) => ({
              transferKeys: [transferKey(leg)],
              sourceShareBase: 50n,
            })),
          },
        ],
      }),
    });
    const [found] = outcome.state === 'traced' ? outcome.traces : [];
    expect(found?.endpoints.map(({ kind, amountBase }) => [kind, amountBase])).toEqual([
      ['contract', 5n],
    ]);
    expect(found?.reasons.map(({ code }) => code)).toEqual(['many-to-many']);
  });
});

it('says of each chain by itself whether the way back ends where reading began', () => {
  const [old, young] = [usd, assetId('test:2/erc20:usd')];
  const there = (name: string) => accountId(`test:2:${name}`);
  const transfers = [
    pay(8, account('payer'), account('payee'), 100n),
    pay(8, there('payer'), there('payee'), 100n, { chain: chainId('test:2'), asset: young }),
  ];
  const outcome = traceBackwards({
    ...requestOf({ transfers, seeds: [] }),
    combine: 'each',
    seeds: transfers.map((one) => ({
      id: one.asset,
      transferKeys: [transferKey(one)],
      payers: [],
    })),
    horizon: { heights: {}, cut: false, since: { [chainId('test:1')]: 0, [chainId('test:2')]: 5 } },
  });
  const traces = outcome.state === 'traced' ? outcome.traces : [];
  expect(
    traces.flatMap(({ endpoints }) => endpoints.map(({ asset, kind }) => [asset, kind])),
  ).toEqual([
    [old, 'origin'],
    [young, 'horizon'],
  ]);
});

describe('exposure of a wallet whose value is coins', () => {
  const [wallet, shop] = ['wallet', 'shop'].map(holder) as [never, never];
  const chain = [
    utxoTransaction({ tx: 'made', height: 1, inputs: [], outputs: [['friend', 100]] }),
    utxoTransaction({ tx: 'other', height: 1, txIndex: 1, inputs: [], outputs: [['shop', 40]] }),
    utxoTransaction({
      ...{ tx: 'paid', height: 2, inputs: [['made:0', 'friend', 100]] },
      outputs: [
        ['wallet', 60],
        ['friend', 39],
      ],
    }),
    // Two spend together: which of it is the wallet's is the method's to say.
    utxoTransaction({
      tx: 'spent',
      height: 3,
      inputs: [
        ['other:0', 'shop', 40],
        ['paid:0', 'wallet', 60],
      ],
      outputs: [
        ['shop', 70],
        ['wallet', 28],
      ],
    }),
  ];
  const loaded = chain.flatMap(({ tx, outputs }) =>
    outputs.map((output, index) => ({
      ...{ account: holderOfCoin(output), asset: btc, coin: `${tx}:${index}`, fromHeight: 0 },
      ...{ state: 'loaded' as const, opening: { kind: 'complete-history' as const } },
    })),
  );
  const ofCoins = (of: never, direction: 'forward' | 'backward', more: readonly LoadedPot[] = []) =>
    exposureOf({
      ...{ subgraph: buildSubgraph(chain.flatMap(transfersOf)), loaded: [...loaded, ...more] },
      ...{ verdicts: [], listed: new Map(), horizon: { heights: {}, cut: false } },
      ...{ method: 'fifo', methods: ['fifo'], wallet: of, asset: btc, direction, since: {} },
      categoryOf: (id) => (id === shop ? 'shop' : undefined),
    });

  it('follows the coins that it spent', () => {
    const outcome = ofCoins(wallet, 'forward');
    expect(outcome.state === 'exposed' && outcome.totalBase).toBe(60n);
    // The first 40 of the shop's 70 are its own; the wallet's own change comes back to it.
    expect(summary(outcome)).toEqual([
      ['shop', 30n, 0n, 1],
      ['returned', 28n, 0n, 1],
      ['fee', 2n, 0n, 1],
    ]);
  });

  it('finds where the coins that it got came from', () => {
    // 60 that were made for the friend; 28 of the second one are from itself.
    expect(summary(ofCoins(wallet, 'backward'))).toEqual([
      ['origin', 0n, 60n, 2],
      ['returned', 28n, 0n, 1],
    ]);
  });

  it('stops at a transaction that mixes, in front of it as behind it', () => {
    const mixed = (tx: string): LoadedPot => ({
      ...{ account: spendAccount(bitcoin, tx), asset: btc, coin: tx },
      ...{ state: 'mixed', anonymitySet: 5, mix: { protocol: 'whirlpool', rule: 'pool' } },
    });
    expect(summary(ofCoins(wallet, 'forward', [mixed('spent')]))).toEqual([['mixer', 60n, 0n, 1]]);
    expect(summary(ofCoins(wallet, 'backward', [mixed('paid'), mixed('spent')]))).toEqual([
      ['mixer', 88n, 0n, 1],
    ]);
  });
});
