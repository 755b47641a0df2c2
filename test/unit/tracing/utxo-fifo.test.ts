import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tracedSum } from '../../../src/tracing/attribution/segment.ts';
import { UtxoTrace } from '../../../src/tracing/trace-utxo.ts';
import { traceFifo } from '../../../src/tracing/utxo-fifo.ts';
import { addTransactions, outsideCoin, UtxoGraph } from '../../../src/tracing/utxo-graph.ts';
import { seededRandom } from '../../support/generated-utxo-chain.ts';
import { utxoTransaction } from '../../support/utxo-builder.ts';

const idOf = (n: number) => createHash('sha256').update(`${n}`).digest();

/** Random transactions: merges, splits, outputs of nothing, fees, coins from outside the graph. */
function randomGraph(transactions: number, seed: number): UtxoGraph {
  const random = seededRandom(seed);
  const graph = new UtxoGraph();
  const unspent: { readonly tx: number; readonly index: number; readonly amount: number }[] = [];
  for (let tx = 0; tx < transactions; tx++) {
    if (tx % 50 === 0) graph.startBlock(tx / 50);
    const coinbase = tx % 50 === 0;
    graph.startTransaction(idOf(tx), coinbase);
    let sum = coinbase ? 5_000 : 0;
    for (let inputs = coinbase ? 0 : 1 + random(3); inputs > 0; inputs--) {
      const [coin] = unspent.splice(random(unspent.length), 1);
      if (coin && random(15) > 0) {
        graph.addInput(idOf(coin.tx), coin.index);
        sum += coin.amount;
      } else {
        graph.addInput(idOf(-tx - 1), inputs, 700n);
        sum += 700;
      }
    }
    for (let index = 0, left = sum - random(3); index < 1 + random(4) && left >= 0; index++) {
      const amount = random(4) === 0 ? left : random(left + 1);
      graph.addOutput(BigInt(amount));
      unspent.push({ tx, index, amount });
      left -= amount;
    }
  }
  return graph;
}

/** The same by the general walk, transaction for transaction. */
function byUtxoTrace(graph: UtxoGraph, seeds: readonly number[]): UtxoTrace<number> {
  const trace = new UtxoTrace<number>('fifo');
  for (const seed of seeds) trace.awaitSeed(seed);
  const between = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => from + i);
  const coinbases = new Set(graph.coinbases());
  for (let t = 0; t < graph.transactionCount; t++) {
    const outputs = between(graph.firstCoin(t), graph.firstCoin(t + 1)).map((coin) => ({
      coin,
      amountBase: BigInt(graph.coinAmount(coin)),
    }));
    if (coinbases.has(t)) {
      trace.applyBlock({ transactions: [], coinbase: { subsidyBase: 5_000n, outputs } });
      continue;
    }
    const inputs = between(graph.firstInput(t), graph.firstInput(t + 1)).map((input) => ({
      // Coins of outside are each another one.
      coin: graph.inputCoin(input) === outsideCoin ? -2 - input : graph.inputCoin(input),
      amountBase: BigInt(graph.inputAmount(input)),
    }));
    trace.applyBlock({ transactions: [{ inputs, outputs }] });
  }
  return trace;
}

describe('first in, first out over a whole graph', () => {
  it.each([1, 2, 3, 4, 5])('equals the walk over single transactions (graph %i)', (seed) => {
    const graph = randomGraph(800, seed);
    const random = seededRandom(seed * 31);
    const seeds = [
      ...new Set(Array.from({ length: 1 + random(40) }, () => random(graph.coinCount))),
    ];
    const expected = byUtxoTrace(graph, seeds);
    const found = traceFifo(graph, seeds);
    const byCoin = [...found.coins].map((coin, i) => [coin, found.tracedBase[i]]);
    expect(byCoin).toEqual(
      [...expected.coins]
        .map(([coin, segments]) => [coin, tracedSum(segments).tracedBase] as const)
        .filter(([, tracedBase]) => tracedBase > 0n)
        .sort((a, b) => a[0] - b[0]),
    );
    expect(found.feesBase).toBe(expected.fees.tracedBase);
    expect(byCoin.length).toBeGreaterThan(0);
  });
});

describe('a graph of coins', () => {
  const made = utxoTransaction({
    tx: 'a'.repeat(64),
    height: 7,
    inputs: [],
    outputs: [
      ['x', 50],
      ['y', 0],
    ],
  });
  const spent = utxoTransaction({
    tx: 'b'.repeat(64),
    height: 8,
    inputs: [
      [`${'a'.repeat(64)}:0`, 'x', 50],
      [`${'c'.repeat(64)}:1`, 'z', 9],
    ],
    outputs: [['w', 58]],
  });
  const graph = new UtxoGraph();
  addTransactions(graph, [made, spent]);

  it('knows coins by their outpoints, and what it does not make', () => {
    expect(graph.find({ tx: made.tx, index: 1 })).toBe(1);
    expect(graph.find({ tx: spent.tx, index: 0 })).toBe(2);
    expect(graph.find({ tx: spent.tx, index: 1 })).toBeUndefined();
    expect(graph.find({ tx: 'c'.repeat(64), index: 1 })).toBeUndefined();
  });

  it('links inputs to coins, keeps amounts from outside, and knows its blocks', () => {
    expect([graph.inputCoin(0), graph.inputCoin(1)]).toEqual([0, outsideCoin]);
    expect([graph.inputAmount(0), graph.inputAmount(1)]).toEqual([50, 9]);
    expect([graph.blockCount, graph.heightOf(0), graph.heightOf(1)]).toEqual([2, 7, 8]);
    expect([graph.firstTransaction(1), graph.firstTransaction(2)]).toEqual([1, 2]);
    expect(graph.coinbases()).toEqual([0]);
  });

  it('refuses an amount that it could not keep exactly', () => {
    const large = new UtxoGraph();
    large.startBlock(0);
    large.startTransaction(idOf(1), true);
    expect(() => large.addOutput(2n ** 53n)).toThrow(
      expect.objectContaining({ code: 'amount.too-large' }),
    );
  });
});
