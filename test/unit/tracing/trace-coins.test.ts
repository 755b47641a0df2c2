import { describe, expect, it } from 'vitest';
import { attributionMethods } from '../../../src/domain/flow.ts';
import type { UtxoTransaction } from '../../../src/domain/utxo.ts';
import { traceBackwards } from '../../../src/tracing/backwards.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import { bitcoin, holder, utxoTransaction } from '../../support/utxo-builder.ts';
import { type CoinQuestion, miner, traceCoins, transfersOf } from './coin-world.ts';

const limits = {
  minimumBase: 1n,
  hopsMax: 20,
  horizonDays: 365,
  transfersMax: 1_000,
  potsMax: 1_000,
};
const asked: CoinQuestion = {
  seeds: ['pay:0'],
  method: 'fifo',
  methods: ['fifo'],
  listed: new Map([[holder('listed'), []]]),
  limits,
};

const pay = utxoTransaction({
  tx: 'pay',
  height: 1,
  inputs: [['old:0', 'employer', 150]],
  outputs: [
    ['worker', 100],
    ['employer', 50],
  ],
});
const spending = utxoTransaction({
  tx: 'spend',
  height: 2,
  inputs: [['pay:0', 'worker', 100]],
  outputs: [
    ['shop', 30],
    ['change', 68],
  ],
});
const merge = utxoTransaction({
  tx: 'merge',
  height: 3,
  inputs: [
    ['spend:1', 'change', 68],
    ['other:0', 'worker2', 40],
  ],
  outputs: [
    ['listed', 90],
    ['rest', 15],
  ],
});
const chain = [pay, spending, merge];

/** Kind, holder, amount and hops of each end that the method brought something to. */
function ends(over: readonly UtxoTransaction[], question: CoinQuestion = asked) {
  return traceCoins(over, question)
    .endpoints.filter(({ amountBase }) => amountBase > 0n)
    .map(({ kind, account, amountBase, hops }) => [kind, account, amountBase, hops]);
}

describe('a wage in coin', () => {
  it('reaches a listed account through change and a merge', () => {
    expect(ends(chain)).toEqual([
      ['fee', miner, 2n, 1],
      ['sanctioned', holder('listed'), 68n, 2],
      ['unspent', holder('shop'), 30n, 1],
    ]);
  });

  it('ends at a coin whose holder is a service, and not behind it', () => {
    const account = holder('change');
    const verdict = {
      account,
      kind: 'exchange',
      evidence: '',
      asOfBlock: 1,
      source: 'inferred',
    } as const;
    expect(ends(chain, { ...asked, verdicts: [verdict] })).toEqual([
      ['fee', miner, 2n, 1],
      ['service', account, 68n, 1],
      ['unspent', holder('shop'), 30n, 1],
    ]);
  });

  it('shows the way as hops from holder to holder, and the coins where it rests', () => {
    const { paths, endpoints } = traceCoins(chain, asked);
    const [earliest] = paths;
    expect(
      earliest?.hops.map(({ from, to, amountBase, tx }) => [from, to, amountBase, tx]),
    ).toEqual([
      [holder('employer'), holder('worker'), 100n, 'pay'],
      [holder('worker'), holder('change'), 68n, 'spend'],
      [holder('change'), holder('listed'), 90n, 'merge'],
    ]);
    expect(earliest?.widthBase).toBe(68n);
    const listed = endpoints.find(({ kind }) => kind === 'sanctioned');
    expect(listed).toMatchObject({ coins: ['merge:0'], coinCount: 1 });
    expect(listed?.bounds).toEqual({ lowerBase: 50n, upperBase: 68n, method: 'max-flow' });
  });

  it.each(attributionMethods)('is all there at the ends under %s', (method) => {
    const { endpoints } = traceCoins(chain, { ...asked, method, methods: [method] });
    expect(endpoints.reduce((sum, end) => sum + end.seedUnits, 0n)).toBe(100n);
  });

  it('stops where it is mixed, with the size of the crowd', () => {
    const names = ['change', 'a', 'b', 'c', 'd'];
    const wage = utxoTransaction({
      tx: 'pay',
      height: 1,
      inputs: [['old:0', 'employer', 1_004_500]],
      outputs: [['worker', 1_004_500]],
    });
    const whole = utxoTransaction({
      tx: 'spend',
      height: 2,
      inputs: [['pay:0', 'worker', 1_004_500]],
      outputs: [['change', 1_004_000]],
    });
    const round = utxoTransaction({
      tx: 'round',
      height: 3,
      inputs: names.map((n, i) => [
        i === 0 ? 'spend:0' : `f:${i}`,
        n,
        i === 0 ? 1_004_000 : 1_000_000,
      ]),
      outputs: names.map((n) => [`${n}-new`, 1_000_000]),
    });
    const { endpoints } = traceCoins([wage, whole, round], asked);
    expect(endpoints).toMatchObject([
      { kind: 'fee', amountBase: 500n },
      {
        kind: 'mixer',
        account: holder('change'),
        amountBase: 1_004_000n,
        anonymitySet: 5,
        mixes: [{ protocol: 'whirlpool' }],
      },
    ]);
  });

  it('ends at each limit by name', () => {
    const kinds = (changed: Partial<typeof limits>) =>
      ends(chain, { ...asked, limits: { ...limits, ...changed } }).map(([kind]) => kind);
    expect(kinds({ hopsMax: 1 })).toEqual(['fee', 'max-hops', 'max-hops']);
    expect(kinds({ minimumBase: 69n })).toEqual(['below-minimum', 'below-minimum', 'fee']);
    // The payment is one transfer more than the spend of three outputs and one input takes.
    expect(kinds({ transfersMax: 7 })).toEqual(['budget', 'fee', 'unspent']);
    expect(kinds({ potsMax: 2 })).toEqual(['budget', 'fee', 'unspent']);
  });

  it('ends where an amount that goes in is not known', () => {
    const [first, second] = merge.inputs;
    if (!first || !second) throw new Error('the merge has two inputs');
    const partly = { ...merge, inputs: [first, { ...second, coin: undefined }] };
    expect(ends([pay, spending, partly])).toContainEqual(['not-covered', holder('change'), 68n, 1]);
  });

  it('has no more behind it than came, where what went into its own transaction is not known', () => {
    const [first] = pay.inputs;
    if (!first) throw new Error('the payment has an input');
    const unknown = { ...pay, inputs: [{ ...first, coin: undefined }] };
    const outcome = traceBackwards({
      subgraph: buildSubgraph(transfersOf(unknown)),
      seeds: [{ id: 'seed', transferKeys: [`${bitcoin}:pay:0`], payers: [] }],
      ...{ combine: 'each', loaded: [], verdicts: [], listed: new Map() },
      ...{ horizon: { heights: {}, cut: false }, method: 'fifo', methods: ['fifo', 'poison'] },
    });
    const [{ endpoints = [] } = {}] = outcome.state === 'traced' ? outcome.traces : [];
    // The change of the same transaction is no part of what its other output came from.
    expect(endpoints.map(({ byMethod }) => byMethod)).toEqual([{ fifo: 100n, poison: 100n }]);
  });

  it('does not go on behind a stop, although another coin of the walk is spent beside it', () => {
    const both = utxoTransaction({
      tx: 'both',
      height: 4,
      inputs: [
        ['merge:0', 'listed', 90],
        ['spend:0', 'shop', 30],
      ],
      outputs: [['far', 120]],
    });
    expect(ends([...chain, both])).toEqual([
      ['fee', miner, 2n, 1],
      ['sanctioned', holder('listed'), 68n, 2],
      ['unspent', holder('far'), 30n, 2],
    ]);
  });

  it('knows what came back to the payer, and coins of one holder as one end', () => {
    const back = utxoTransaction({
      tx: 'spend',
      height: 2,
      inputs: [['pay:0', 'worker', 100]],
      outputs: [
        ['employer', 40],
        ['friend', 30],
        ['friend', 30],
      ],
    });
    expect(ends([pay, back])).toEqual([
      ['returned', holder('employer'), 40n, 1],
      ['unspent', holder('friend'), 60n, 1],
    ]);
    const friend = traceCoins([pay, back], asked).endpoints.at(-1);
    expect(friend).toMatchObject({ coins: ['spend:1', 'spend:2'], coinCount: 2 });
    expect(friend?.bounds).toMatchObject({ lowerBase: 60n, upperBase: 60n });
  });
});
