import { describe, expect, it } from 'vitest';
import { attributionMethods } from '../../../src/domain/flow.ts';
import { outpointKey, type UtxoTransaction } from '../../../src/domain/utxo.ts';
import { CoinWalk, type CoinWalkRequest } from '../../../src/tracing/coin-walk.ts';
import { holder, utxoTransaction } from '../../support/utxo-builder.ts';

const limits = { minimumBase: 1n, hopsMax: 20, transactionsMax: 1_000 };
const wage = { outpoint: { tx: 'pay', index: 0 }, account: holder('worker'), amountBase: 100n };
const asked: CoinWalkRequest = {
  seeds: [wage],
  method: 'fifo',
  stopAt: (account) => (account === holder('listed') ? 'sanctioned' : undefined),
  limits,
};

/** Loads every wave from the transactions, as a ledger would. */
function walked(request: CoinWalkRequest, chain: readonly UtxoTransaction[]) {
  const walk = new CoinWalk(request);
  for (let wave = 0; walk.wanted().length > 0; wave++) {
    if (wave > 100) throw new Error('the walk does not end');
    const wanted = new Set(walk.wanted().map(outpointKey));
    walk.load(
      chain.filter(({ inputs }) => inputs.some((i) => wanted.has(outpointKey(i.outpoint)))),
    );
  }
  return walk.ends();
}

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

describe('a wage in coin', () => {
  it('reaches a listed account through change and a merge', () => {
    const ends = walked(asked, [spending, merge]);
    expect(
      ends.map(({ kind, account, tracedBase, hops }) => [kind, account, tracedBase, hops]),
    ).toEqual([
      ['sanctioned', holder('listed'), 68n, 2],
      ['unspent', holder('shop'), 30n, 1],
      ['fee', undefined, 2n, 0],
    ]);
  });

  it.each(attributionMethods.filter((method) => method !== 'poison'))(
    'is all there at the ends under %s',
    (method) => {
      const ends = walked({ ...asked, method }, [spending, merge]);
      expect(ends.reduce((sum, end) => sum + end.tracedBase, 0n)).toBe(100n);
    },
  );

  it('stops where it is mixed, with the size of the crowd', () => {
    const names = ['change', 'a', 'b', 'c', 'd'];
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
    const whole = utxoTransaction({
      tx: 'spend',
      height: 2,
      inputs: [['pay:0', 'worker', 1_004_500]],
      outputs: [['change', 1_004_000]],
    });
    const seed = { ...wage, amountBase: 1_004_500n };
    const [mixed, fee] = walked({ ...asked, seeds: [seed] }, [whole, round]);
    expect(mixed).toMatchObject({ kind: 'mixer', tracedBase: 1_004_000n, anonymitySet: 5 });
    expect(fee).toMatchObject({ kind: 'fee', tracedBase: 500n });
  });

  it('ends at each limit by name', () => {
    const kinds = (changed: Partial<typeof limits>) =>
      walked({ ...asked, limits: { ...limits, ...changed } }, [spending, merge]).map((e) => e.kind);
    expect(kinds({ hopsMax: 1 })).toEqual(['max-hops', 'max-hops', 'fee']);
    expect(kinds({ minimumBase: 69n })).toEqual(['below-minimum', 'below-minimum', 'fee']);
    expect(kinds({ transactionsMax: 1 })).toEqual(['budget', 'unspent', 'fee']);
  });

  it('ends where an amount that goes in is not known', () => {
    const [first, second] = merge.inputs;
    if (!first || !second) throw new Error('the merge has two inputs');
    const partly = { ...merge, inputs: [first, { ...second, coin: undefined }] };
    expect(walked(asked, [spending, partly])[0]).toMatchObject({
      kind: 'not-covered',
      tracedBase: 68n,
    });
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
    const ends = walked(asked, [spending, merge, both]);
    expect(ends.map(({ kind, account, tracedBase }) => [kind, account, tracedBase])).toEqual([
      ['sanctioned', holder('listed'), 68n],
      ['unspent', holder('far'), 30n],
      ['fee', undefined, 2n],
    ]);
  });
});
