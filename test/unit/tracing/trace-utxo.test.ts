import { describe, expect, it } from 'vitest';
import { attributionMethods } from '../../../src/domain/flow.ts';
import { segmentSum, tracedSum } from '../../../src/tracing/attribution/segment.ts';
import { UtxoTrace } from '../../../src/tracing/trace-utxo.ts';

const coin = (name: string, amountBase: bigint) => ({ coin: name, amountBase });

function tracedCoins(trace: UtxoTrace<string>): Record<string, bigint> {
  return Object.fromEntries(
    [...trace.coins].map(([name, segments]) => [name, tracedSum(segments).tracedBase]),
  );
}

describe('coins over transactions', () => {
  it('keeps the segments inside a coin in order from hop to hop', () => {
    const trace = new UtxoTrace<string>('fifo');
    trace.seed(coin('seed', 3n));
    trace.apply({ inputs: [coin('old', 4n), coin('seed', 3n)], outputs: [coin('a', 7n)] });
    trace.apply({ inputs: [coin('a', 7n)], outputs: [coin('b', 5n), coin('c', 2n)] });
    expect(tracedCoins(trace)).toEqual({ b: 1n, c: 2n });
  });

  it('serves the end of the last coin first under lifo', () => {
    const trace = new UtxoTrace<string>('lifo');
    trace.seed(coin('seed', 3n));
    trace.apply({
      inputs: [coin('seed', 3n), coin('old', 4n)],
      outputs: [coin('a', 5n), coin('b', 2n)],
    });
    expect(tracedCoins(trace)).toEqual({ a: 1n, b: 2n });
  });

  it('ends fees where they are paid, unless they follow into the coinbase of the block', () => {
    const block = {
      transactions: [
        { inputs: [coin('old', 9n)], outputs: [coin('x', 8n)] },
        { inputs: [coin('seed', 10n)], outputs: [coin('y', 6n)] },
      ],
      coinbase: { subsidyBase: 50n, outputs: [coin('reward', 53n)] },
    };
    const ending = new UtxoTrace<string>('fifo');
    ending.seed(coin('seed', 10n));
    ending.applyBlock(block);
    expect(tracedCoins(ending)).toEqual({ y: 6n });
    expect(ending.fees.tracedBase).toBe(4n);

    const following = new UtxoTrace<string>('fifo', { feesFollow: true });
    following.seed(coin('seed', 10n));
    following.applyBlock(block);
    // 50 subsidy, 1 clean fee, 4 traced: the reward claims 53 and destroys the last 2.
    expect(tracedCoins(following)).toEqual({ y: 6n, reward: 2n });
    expect(following.destroyed.tracedBase).toBe(2n);
    expect(following.fees.tracedBase).toBe(0n);
  });

  it('traces a seed from the transaction that makes it, within the block too', () => {
    const trace = new UtxoTrace<string>('fifo');
    trace.awaitSeed('pay');
    trace.applyBlock({
      transactions: [
        { inputs: [coin('old', 9n)], outputs: [coin('pay', 5n), coin('change', 4n)] },
        { inputs: [coin('pay', 5n)], outputs: [coin('next', 5n)] },
      ],
    });
    expect(tracedCoins(trace)).toEqual({ next: 5n });
    expect(trace.seeded.tracedBase).toBe(5n);
  });

  it.each(attributionMethods.filter((method) => method !== 'poison'))(
    'conserves value and seed units over a merge, a split and fees under %s',
    (method) => {
      const trace = new UtxoTrace<string>(method, { feesFollow: true });
      trace.seed(coin('s1', 7n));
      trace.seed(coin('s2', 11n));
      trace.applyBlock({
        transactions: [
          { inputs: [coin('o', 5n), coin('s1', 7n)], outputs: [coin('a', 4n), coin('b', 6n)] },
          {
            inputs: [coin('b', 6n), coin('s2', 11n), coin('a', 4n)],
            outputs: [coin('c', 1n), coin('d', 9n), coin('e', 9n)],
          },
        ],
        coinbase: { subsidyBase: 3n, outputs: [coin('reward', 6n)] },
      });
      const ends = [...trace.coins.values()].flat();
      const { tracedBase, seedUnits } = tracedSum(ends);
      expect(tracedBase + trace.destroyed.tracedBase).toBe(18n);
      expect(seedUnits + trace.destroyed.seedUnits).toBe(18n);
      for (const segments of trace.coins.values()) {
        expect(tracedSum(segments).tracedBase).toBeLessThanOrEqual(segmentSum(segments));
      }
    },
  );
});
