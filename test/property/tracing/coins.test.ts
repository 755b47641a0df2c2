import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AttributionMethod,
  attributionMethods,
  type TraceLimits,
} from '../../../src/domain/flow.ts';
import { outpointKey, type UtxoTransaction } from '../../../src/domain/utxo.ts';
import { tracedSum } from '../../../src/tracing/attribution/segment.ts';
import type { SeedTrace } from '../../../src/tracing/trace-result.ts';
import { UtxoTrace } from '../../../src/tracing/trace-utxo.ts';
import { seededRandom } from '../../support/generated-utxo-chain.ts';
import { holder, utxoTransaction } from '../../support/utxo-builder.ts';
import { traceCoins } from '../../unit/tracing/coin-world.ts';

/** A chain of payments that spend one another's coins, some within one block, some to oneself. */
function chainFrom(draw: (below: number) => number, length: number): UtxoTransaction[] {
  const unspent: { key: string; name: string; amount: number }[] = [];
  const chain: UtxoTransaction[] = [];
  const add = (sketch: Parameters<typeof utxoTransaction>[0]): void => {
    const transaction = utxoTransaction(sketch);
    chain.push(transaction);
    for (const [index, [name, amount]] of sketch.outputs.entries()) {
      if (amount > 0) unspent.push({ key: `${sketch.tx}:${index}`, name, amount });
    }
  };
  const name = (): string => `h${draw(6)}`;
  for (let at = 0; at < length; at += 1) {
    const height = 1 + Math.floor(at / 3);
    const place = { tx: `t${at}`, height, txIndex: at % 3 };
    if (at < 3 || unspent.length === 0) {
      const outputs = Array.from({ length: 1 + draw(2) }, () => [name(), 1 + draw(500)] as const);
      add({ ...place, inputs: [], outputs });
      continue;
    }
    const spent = Array.from({ length: 1 + draw(3) }, () =>
      unspent.splice(draw(unspent.length), 1),
    ).flat();
    const total = spent.reduce((sum, { amount }) => sum + amount, 0);
    const cuts = Array.from({ length: 1 + draw(4) }, () => draw(total + 1)).sort((a, b) => a - b);
    const outputs = cuts.map((cut, index) => [name(), cut - (cuts[index - 1] ?? 0)] as const);
    add({
      ...place,
      inputs: spent.map((coin) => [coin.key, coin.name, coin.amount] as const),
      outputs,
    });
  }
  return chain;
}

const chains = fc
  .tuple(fc.nat(), fc.integer({ min: 4, max: 18 }), fc.integer({ min: 0, max: 2 }))
  .map(([seed, length, pick]) => ({ chain: chainFrom(seededRandom(seed), length), pick }));

/** Every coin and the fees by the walk over ordered blocks, which shares no pots with the engine. */
function byBlocks(chain: readonly UtxoTransaction[], seed: string, method: AttributionMethod) {
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
  const byHolder = new Map<string, bigint>();
  for (const [coin, segments] of walk.coins) {
    const [tx = '', index = ''] = coin.split(':');
    const output = chain.find((one) => one.tx === tx)?.outputs[Number(index)];
    const { tracedBase } = tracedSum(segments);
    const key = `${output?.account}`;
    byHolder.set(key, (byHolder.get(key) ?? 0n) + tracedBase);
  }
  return byHolder;
}

function seedOf(chain: readonly UtxoTransaction[], pick: number): string {
  const start = chain[pick];
  const index = start?.outputs.findIndex(({ amountBase }) => amountBase > 0n) ?? -1;
  return `${start?.tx}:${index}`;
}

function seedAmount(chain: readonly UtxoTransaction[], seed: string): bigint {
  const [tx, index] = seed.split(':');
  return chain.find((one) => one.tx === tx)?.outputs[Number(index)]?.amountBase ?? 0n;
}

function unspentBy(result: SeedTrace, method: AttributionMethod): Map<string, bigint> {
  const unspent = result.endpoints.filter(({ kind }) => kind === 'unspent');
  return new Map(
    unspent.flatMap(({ account, byMethod }) => {
      const amount = byMethod[method] ?? 0n;
      return amount > 0n ? [[`${account}`, amount] as const] : [];
    }),
  );
}

describe('coins in the engine of accounts', () => {
  it('end where a walk over ordered blocks has them, under every method', () => {
    fc.assert(
      fc.property(chains, ({ chain, pick }) => {
        const seed = seedOf(chain, pick);
        const result = traceCoins(chain, {
          seeds: [seed],
          method: 'fifo',
          methods: attributionMethods,
        });
        for (const method of attributionMethods) {
          const expected = byBlocks(chain, seed, method);
          expect(unspentBy(result, method), method).toEqual(
            new Map([...expected].filter(([, amount]) => amount > 0n)),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keep value and seed units whole, within the bounds', () => {
    fc.assert(
      fc.property(chains, fc.integer({ min: 0, max: 6 }), ({ chain, pick }, listed) => {
        const seed = seedOf(chain, pick);
        for (const method of attributionMethods) {
          const result = traceCoins(chain, {
            seeds: [seed],
            method,
            methods: attributionMethods,
            listed: new Map([[holder(`h${listed}`), []]]),
          });
          const face = seedAmount(chain, seed);
          expect(result.seedBase).toBe(face);
          const units = result.endpoints.reduce((sum, end) => sum + end.seedUnits, 0n);
          expect(units, method).toBe(face);
          for (const { bounds, byMethod } of result.endpoints) {
            if (!bounds) continue;
            const { poison = 0n, ...conserving } = byMethod;
            expect(bounds.upperBase).toBeLessThanOrEqual(poison);
            for (const amount of Object.values(conserving)) {
              expect(amount).toBeGreaterThanOrEqual(bounds.lowerBase);
              expect(amount).toBeLessThanOrEqual(bounds.upperBase);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are walked within the limits, and every cut is an end with its amount', () => {
    const limits: fc.Arbitrary<TraceLimits> = fc.record({
      minimumBase: fc.bigInt({ min: 1n, max: 200n }),
      hopsMax: fc.integer({ min: 1, max: 4 }),
      horizonDays: fc.constant(365),
      transfersMax: fc.integer({ min: 3, max: 40 }),
      potsMax: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(chains, limits, ({ chain, pick }, limit) => {
        const seed = seedOf(chain, pick);
        const question = { seeds: [seed], method: 'fifo', methods: attributionMethods } as const;
        const result = traceCoins(chain, { ...question, limits: limit });
        const sum = result.endpoints.reduce((units, end) => units + end.seedUnits, 0n);
        expect(sum).toBe(seedAmount(chain, seed));
        expect(result.transferKeys.length).toBeLessThanOrEqual(limit.transfersMax + 1);
        expect(result.accounts.some((account) => account.includes(':tx-'))).toBe(false);
        expect(result.endpoints.some(({ account }) => account.includes(':tx-'))).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
