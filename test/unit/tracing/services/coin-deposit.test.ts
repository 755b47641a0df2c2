import { describe, expect, it } from 'vitest';
import type { ServiceVerdict } from '../../../../src/domain/service-verdict.ts';
import type { UtxoTransaction } from '../../../../src/domain/utxo.ts';
import { coinDepositVerdict } from '../../../../src/tracing/services/coin-deposit.ts';
import { serviceRules } from '../../../../src/tracing/services/service-rules.ts';
import { holder, type TransactionSketch, utxoTransaction } from '../../../support/utxo-builder.ts';
import { holderOfCoin } from '../coin-world.ts';

const coin = 1_000_000;
const minuteMs = 60_000;

type Step = TransactionSketch & { readonly minute: number };

function at({ minute, ...sketch }: Step): UtxoTransaction {
  const time = new Date(Date.UTC(2026, 0, 1) + minute * minuteMs).toISOString();
  return { ...utxoTransaction({ ...sketch, height: minute }), time };
}

/** A customer pays the address, with change of its own. */
const deposit = (tx: string, minute: number, to = 'deposit', amount = coin): Step => ({
  ...{ tx, minute, inputs: [[`${tx}from:0`, `customer-${tx}`, 3 * coin]] },
  outputs: [
    [to, amount],
    [`change-${tx}`, 3 * coin - amount - 500],
  ],
});
/** Everything from these coins of the address, and of two others, to one account. */
const sweep = (tx: string, minute: number, coins: readonly string[], to = 'hot'): Step => ({
  ...{ tx, minute },
  inputs: [
    [`${tx}a:0`, 'another-deposit', 7 * coin],
    ...coins.map((key) => [key, 'deposit', coin] as const),
    [`${tx}b:0`, 'third-deposit', 5 * coin],
  ],
  outputs: [[to, 12 * coin]],
});

const exchange: ServiceVerdict = {
  ...{ account: holder('hot'), kind: 'exchange', source: 'label' },
  ...{ evidence: 'label', asOfBlock: 0 },
};
const day = 24 * 60;

/** Paid and swept twice; a third coin has only just come. */
const swept: readonly Step[] = [
  deposit('one', 10),
  sweep('s1', 100, ['one:0']),
  deposit('two', 5 * day),
  deposit('three', 5 * day + 30),
  sweep('s2', 5 * day + 60, ['two:0', 'three:0']),
  deposit('four', 5 * day + 90),
];

const verdictOn = (steps: readonly Step[], account = 'deposit', known = [exchange]) =>
  coinDepositVerdict(
    {
      account: holder(account),
      transactions: steps.map(at),
      significantBase: 20_000n,
    },
    holderOfCoin,
    new Map(known.map((service) => [service.account, service])),
    serviceRules,
  );

describe('deposit addresses that hold coins', () => {
  it('are those whose every coin goes soon, and whole, to one exchange', () => {
    expect(verdictOn(swept)).toEqual({
      account: holder('deposit'),
      kind: 'exchange-deposit',
      evidence: `swept 2 times whole to ${holder('hot')}, a hot wallet: label`,
      asOfBlock: 5 * day + 90,
      source: 'inferred',
    });
  });

  it('stay so whatever dust is left on them, and whatever data the sweep carries', () => {
    const dust = deposit('dust', 20, 'deposit', 546);
    const [first, collected, ...rest] = swept as [Step, Step, ...Step[]];
    const noted = {
      ...collected,
      outputs: [...collected.outputs, ['note', 0, 'op-return']],
    } as Step;
    expect(verdictOn([first, dust, noted, ...rest])?.kind).toBe('exchange-deposit');
  });

  it.each<[string, readonly Step[]]>([
    ['who was swept once', swept.slice(0, 2)],
    ['who keeps a coin while others go', [deposit('kept', 5), ...swept]],
    ['who moves a coin long after it came', [...swept, sweep('s3', 9 * day, ['four:0'])]],
    [
      'who leaves change',
      [
        ...swept,
        {
          ...sweep('s3', 6 * day, ['four:0']),
          outputs: [
            ['hot', coin],
            ['somebody', coin],
          ],
        },
      ],
    ],
    ['who once pays somebody else', [...swept, sweep('s3', 6 * day, ['four:0'], 'shop')]],
    [
      'who spends a coin that was there before on something else',
      [sweep('s0', 1, ['old:0'], 'shop'), ...swept],
    ],
  ])('are not anyone %s', (_who, steps) => {
    expect(verdictOn(steps)).toBeUndefined();
  });

  it('are not those that sweep to somebody who is no exchange, however many do', () => {
    expect(verdictOn(swept, 'deposit', [])).toBeUndefined();
    expect(verdictOn(swept, 'deposit', [{ ...exchange, kind: 'merchant' }])).toBeUndefined();
  });

  it('are not the twenty workers who sweep their wages to a collector, nor the collector', () => {
    const months = [0, 30, 60].flatMap((days) => {
      const wages = Array.from({ length: 20 }, (_, i) => `worker${i}`);
      const paid: Step = {
        ...{ tx: `wages${days}`, minute: days * day + 1 },
        inputs: [[`treasury${days}:0`, 'employer', 21 * coin]],
        outputs: wages.map((worker) => [worker, coin] as const),
      };
      const collected: Step = {
        ...{ tx: `collected${days}`, minute: days * day + 60 },
        inputs: wages.map((worker, i) => [`wages${days}:${i}`, worker, coin] as const),
        outputs: [['collector', 20 * coin - 900]],
      };
      const onwards: Step = {
        ...{ tx: `onwards${days}`, minute: days * day + 90 },
        inputs: [[`collected${days}:0`, 'collector', 20 * coin - 900]],
        outputs: [
          ['hot', 15 * coin],
          ['collector', 5 * coin - 2_000],
        ],
      };
      return [paid, collected, onwards];
    });
    expect(verdictOn(months, 'worker3')).toBeUndefined();
    expect(verdictOn(months, 'collector')).toBeUndefined();
  });

  it('are not made by a thousand senders of dust', () => {
    const dusted = Array.from({ length: 1_000 }, (_, i) => deposit(`d${i}`, i, 'deposit', 600));
    const all = sweep(
      's',
      2_000,
      dusted.map(({ tx }) => `${tx}:0`),
    );
    expect(verdictOn([...dusted, all, sweep('t', 2_001, ['one:0'])])).toBeUndefined();
  });

  it('are not an ordinary wallet that gathers its coins into one of its own', () => {
    const own = swept.map((step) => ({
      ...step,
      outputs: step.outputs.map(([to, amount]) => [to === 'hot' ? 'deposit' : to, amount] as const),
    }));
    expect(verdictOn(own)).toBeUndefined();
    expect(
      verdictOn(own, 'deposit', [{ ...exchange, account: holder('deposit') }]),
    ).toBeUndefined();
  });

  it('are not those whose coins went into a mix', () => {
    const mixers = ['deposit', 'm1', 'm2', 'm3', 'm4'];
    const pool = 100_000;
    const mix: Step = {
      ...{ tx: 'mix', minute: 6 * day },
      inputs: mixers.map((name, i) => [`in${i}:0`, name, pool + (i === 0 ? 5_000 : 0)] as const),
      outputs: mixers.map((name) => [`fresh-${name}`, pool] as const),
    };
    expect(verdictOn([...swept, mix])).toBeUndefined();
  });
});
