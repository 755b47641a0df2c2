import { describe, expect, it } from 'vitest';
import { inferServices } from '../../../../src/tracing/services/infer-services.ts';
import { serviceRules } from '../../../../src/tracing/services/service-rules.ts';
import {
  blocksOfDay,
  exchange,
  historiesOf,
  measure,
  payments,
  unit,
  wallet,
} from './services-world.ts';

type Row = readonly [string, string, number, number];
const many = (count: number, row: (index: number) => Row): Row[] =>
  Array.from({ length: count }, (_, index) => row(index));
const infer = (rows: readonly Row[], known = [exchange('hot')]) =>
  inferServices(historiesOf(payments(rows)), known);

/** 300 customers pay in and 300 others are paid, over 30 days. */
const busy: Row[] = [
  ...many(300, (i) => [`in${i}`, 'service', 100 + (i % 7), (i % 30) * blocksOfDay]),
  ...many(300, (i) => ['service', `out${i}`, 100, (i % 30) * blocksOfDay + 50]),
];

describe('hot wallets', () => {
  it('take value from many and pay it to many', () => {
    const [found, ...others] = infer(busy);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      account: wallet('service'),
      kind: 'exchange',
      source: 'inferred',
      asOfBlock: 29 * blocksOfDay + 50,
    });
    expect(found?.evidence).toContain('300 senders');
  });

  it('are not the collector that twenty workers sweep their wages into', () => {
    const rows = many(20 * 12, (i) => [
      `worker${i % 20}`,
      'collector',
      5_000,
      Math.floor(i / 20) * 30 * blocksOfDay + 2 * i + 1,
    ]);
    const onwards = many(12, (i) => ['collector', 'cash', 100_000, i * 30 * blocksOfDay + 500]);
    const wages = rows.map(
      ([worker, , units, block], i): Row => [`employer${i % 5}`, worker, units, block - 1],
    );
    expect(infer([...wages, ...rows, ...onwards])).toEqual([]);
  });

  it('are not made by a thousand senders of dust, even where many are paid', () => {
    const dust = many(1_000, (i) => [`dust${i}`, 'wallet', 0.01, (i % 30) * blocksOfDay]);
    const paid = many(300, (i) => ['wallet', `out${i}`, 100, (i % 30) * blocksOfDay]);
    expect(infer([...dust, ...paid])).toEqual([]);
  });

  it('are not made by dust beside one who really pays, though each speck counts as value', () => {
    const specks = many(1_000, (i) => [`dust${i}`, 'wallet', 11, (i % 30) * blocksOfDay]);
    const paid = many(300, (i) => ['wallet', `out${i}`, 100, (i % 30) * blocksOfDay]);
    expect(infer([['employer', 'wallet', 500_000, 1], ...specks, ...paid])).toEqual([]);
  });

  it('are neither an employer who pays many nor a shop that many pay', () => {
    expect(infer(busy.filter(([from]) => from === 'service'))).toEqual([]);
    expect(infer(busy.filter(([, to]) => to === 'service'))).toEqual([]);
  });

  it('are not made by value that goes in circles', () => {
    const circle = many(600, (i) => {
      const member = `m${i % 300}`;
      const block = (i % 30) * blocksOfDay;
      return i < 300 ? [member, 'wallet', 100, block] : ['wallet', member, 100, block + 9];
    });
    expect(infer(circle)).toEqual([]);
  });

  it('are not made in a few days', () => {
    const rushed = busy.map(([from, to, units, block]): Row => [from, to, units, block % 14_400]);
    expect(infer(rushed)).toEqual([]);
  });

  it('are not made by transfers that are suspect', () => {
    const suspect = payments(busy).map((one) => ({ ...one, suspect: 'unlisted-asset' as const }));
    expect(inferServices(historiesOf(suspect), [])).toEqual([]);
  });
});

describe('deposit addresses', () => {
  const sweeping: Row[] = [
    ['user', 'deposit', 100, 10],
    ['deposit', 'hot', 100, 100],
    ['user', 'deposit', 70, 5_000],
    ['other', 'deposit', 30, 5_001],
    ['deposit', 'hot', 100, 5_100],
  ];

  it('sweep all that they get to a hot wallet that is known', () => {
    expect(infer(sweeping)).toMatchObject([
      { account: wallet('deposit'), kind: 'exchange-deposit', asOfBlock: 5_100 },
    ]);
  });

  it('are recognised by a hot wallet that only its behaviour shows', () => {
    const rows = sweeping.map(([a, b, units, block]): Row => {
      return [a, b === 'hot' ? 'service' : b, units, block];
    });
    const kinds = infer([...busy, ...rows], []).map(({ account, kind }) => [account, kind]);
    expect(kinds).toEqual([
      [wallet('service'), 'exchange'],
      [wallet('deposit'), 'exchange-deposit'],
    ]);
  });

  it.each<[string, Row[]]>([
    [
      'who sweeps to somebody unknown',
      sweeping.map(([a, b, u, at]) => [a, b === 'hot' ? 'collector' : b, u, at]),
    ],
    ['who swept once', sweeping.slice(0, 2)],
    [
      'who pays somebody else besides',
      [...sweeping, ['user', 'deposit', 50, 6_000], ['deposit', 'shop', 50, 6_001]],
    ],
    [
      'who keeps a part',
      [...sweeping, ['user', 'deposit', 50, 6_000], ['deposit', 'hot', 40, 6_001]],
    ],
    [
      'who sweeps long after',
      [...sweeping, ['user', 'deposit', 50, 6_000], ['deposit', 'hot', 50, 16_001]],
    ],
    [
      'who had more than was seen to come',
      [...sweeping, ['user', 'deposit', 50, 6_000], ['deposit', 'hot', 90, 6_001]],
    ],
  ])('are not anyone %s', (_who, rows) => {
    expect(infer(rows)).toEqual([]);
  });

  it('are not the wallets whose target is another deposit address', () => {
    const deposit = { ...exchange('hot'), kind: 'exchange-deposit' as const };
    expect(infer(sweeping, [deposit])).toEqual([]);
  });

  it('may lose gas on the way where the asset pays it: the example of the paper', () => {
    const rows: Row[] = [
      ['a', 'deposit', 100, 10],
      ['deposit', 'hot', 99.99, 100],
      ['b', 'hot', 0.0001, 111],
    ];
    const once = { ...serviceRules, sweepsMin: 1 };
    const slack = (units: bigint) =>
      historiesOf(payments(rows)).map((history) => ({
        ...history,
        measure: { ...measure, feeSlackBase: units },
      }));
    const found = inferServices(slack(unit / 100n), [exchange('hot')], once);
    expect(found.map(({ account }) => account)).toEqual([wallet('deposit')]);
    expect(inferServices(slack(0n), [exchange('hot')], once)).toEqual([]);
    expect(inferServices(slack(unit / 100n), [], once)).toEqual([]);
  });
});
