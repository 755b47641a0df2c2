import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outpointKey, type UtxoTransaction } from '../../../src/domain/utxo.ts';
import { tracedSum } from '../../../src/tracing/attribution/segment.ts';
import { traceBackwards } from '../../../src/tracing/backwards.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import { UtxoTrace } from '../../../src/tracing/trace-utxo.ts';
import { seededRandom } from '../../support/generated-utxo-chain.ts';
import { bitcoin, holder, utxoTransaction } from '../../support/utxo-builder.ts';
import { btc, holderOfCoin, transfersOf } from '../../unit/tracing/coin-world.ts';

/** Coins made by three coinbases, each held by somebody of its own, and what is paid of them. */
function chainFrom(draw: (below: number) => number, length: number): UtxoTransaction[] {
  const unspent: (readonly [key: string, name: string, amount: number])[] = [];
  return Array.from({ length }, (_, at) => {
    const tx = `t${at}`;
    const spent =
      at < 3
        ? []
        : Array.from({ length: Math.min(1 + draw(3), unspent.length) }, () =>
            unspent.splice(draw(unspent.length), 1),
          ).flat();
    const total = spent.reduce((sum, [, , amount]) => sum + amount, 0);
    const cuts = Array.from({ length: 1 + draw(3) }, () => 1 + draw(total)).sort((a, b) => a - b);
    const outputs =
      at < 3
        ? [[`made${at}`, 1 + draw(500)] as const]
        : cuts.map((cut, index) => [`h${at}-${index}`, cut - (cuts[index - 1] ?? 0)] as const);
    for (const [index, [name, amount]] of outputs.entries()) {
      if (amount > 0) unspent.push([`${tx}:${index}`, name, amount]);
    }
    return utxoTransaction({
      ...{ tx, height: 1 + Math.floor(at / 2), txIndex: at % 2, outputs },
      inputs: spent,
    });
  });
}

const chains = fc
  .tuple(fc.nat(), fc.integer({ min: 4, max: 14 }))
  .map(([seed, length]) => chainFrom(seededRandom(seed), length));

/** What each coin has of a coin by the walk over ordered blocks. */
function forwards(chain: readonly UtxoTransaction[], method: 'fifo' | 'lifo', seed: string) {
  const walk = new UtxoTrace<string>(method);
  walk.awaitSeed(seed);
  for (const { tx, inputs, outputs } of chain) {
    walk.apply({
      inputs: inputs.map(({ outpoint, coin }) => ({
        coin: outpointKey(outpoint),
        amountBase: coin?.amountBase ?? 0n,
      })),
      outputs: outputs.map(({ amountBase }, index) => ({ coin: `${tx}:${index}`, amountBase })),
    });
  }
  return walk.coins;
}

/** From whom a coin has its value. */
function backwards(chain: readonly UtxoTransaction[], method: 'fifo' | 'lifo', coin: string) {
  const outcome = traceBackwards({
    subgraph: buildSubgraph(chain.flatMap(transfersOf)),
    seeds: [{ id: 'seed', transferKeys: [`${bitcoin}:${coin}`], payers: [] }],
    combine: 'each',
    loaded: chain.flatMap(({ tx, outputs }) =>
      outputs.map((output, index) => ({
        ...{ account: holderOfCoin(output), asset: btc, coin: `${tx}:${index}`, fromHeight: 0 },
        ...{ state: 'loaded' as const, opening: { kind: 'complete-history' as const } },
      })),
    ),
    verdicts: [0, 1, 2].map((at) => ({
      ...{ account: holder(`made${at}`), kind: 'merchant', evidence: '', asOfBlock: 0 },
      source: 'label',
    })),
    listed: new Map(),
    ...{ horizon: { heights: {}, cut: false }, method, methods: [method] },
  });
  const [only] = outcome.state === 'traced' ? outcome.traces : [];
  if (!only) throw new Error('not traced');
  return only;
}

describe.each(['fifo', 'lifo'] as const)('%s of coins', (method) => {
  it('finds backwards exactly what it brought forwards', () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const bySource = [0, 1, 2].map((at) => forwards(chain, method, `t${at}:0`));
        for (const { tx, outputs } of chain.slice(3)) {
          for (const [index, { amountBase }] of outputs.entries()) {
            const coin = `${tx}:${index}`;
            // What was spent on is in no walk's end any more.
            if (amountBase === 0n || !bySource[0]?.has(coin)) continue;
            const { endpoints } = backwards(chain, method, coin);
            const found = [0, 1, 2].map(
              (at) => endpoints.find((end) => end.account === holder(`made${at}`))?.seedUnits ?? 0n,
            );
            const expected = bySource.map((coins) => tracedSum(coins.get(coin) ?? []).tracedBase);
            expect(found, coin).toEqual(expected);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
