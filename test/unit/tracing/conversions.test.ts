import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assetId } from '../../../src/domain/caip.ts';
import { accountMethods } from '../../../src/domain/flow.ts';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';
import type { TraceConversion } from '../../../src/tracing/trace-request.ts';
import { account, oneTrace, pay, usd } from './world.ts';

const [employer, alice, pool, bob, bad] = ['employer', 'alice', 'pool', 'bob', 'bad'].map(
  account,
) as [never, never, never, never, never];
const eth = assetId('test:1/slip44:60');

function swap(source: Transfer, legs: readonly [Transfer, bigint][]): TraceConversion {
  return {
    sourceKeys: [transferKey(source)],
    legs: legs.map(([leg, sourceShareBase]) => ({
      transferKeys: [transferKey(leg)],
      sourceShareBase,
    })),
  };
}

describe('a conversion', () => {
  const paid = pay(1, employer, alice, 90n);
  const given = pay(2, alice, pool, 100n);
  const taken = pay(2, pool, alice, 7n, { asset: eth });
  const sent = pay(3, alice, bad, 7n, { asset: eth });

  it('carries ⌊T_in·V_out/V_in⌋ into the other asset, and its seed units whole', () => {
    const result = oneTrace({
      transfers: [paid, given, taken, sent],
      seeds: [0],
      openings: { alice: 10n },
      listed: [bad],
      conversions: [swap(given, [[taken, 100n]])],
    });
    expect(result.endpoints).toHaveLength(1);
    expect(result.endpoints[0]).toMatchObject({
      kind: 'sanctioned',
      asset: eth,
      amountBase: 6n,
      seedUnits: 90n,
      hops: 2,
    });
    const converted = result.conservation.fifo?.map((f) => [
      f.asset,
      f.convertedInBase,
      f.convertedOutBase,
    ]);
    expect(converted).toEqual([
      [usd, 0n, 90n],
      [eth, 6n, 0n],
    ]);
    expect(result.listedBounds.method).toBe('upper-only');
    // Up to 14 units could round to nothing on the way, had so few been converted.
    expect(result.listedBounds).toMatchObject({ lowerBase: 76n, upperBase: 90n });
    expect(result.paths[0]?.hops.map((hop) => hop.asset)).toEqual([usd, usd, eth, eth]);
  });

  it('splits over destinations and leaves the rest pending', () => {
    const refund = pay(4, pool, alice, 25n);
    const result = oneTrace({
      transfers: [paid, given, taken, refund],
      seeds: [0],
      openings: { alice: 10n },
      conversions: [
        swap(given, [
          [taken, 50n],
          [refund, 25n],
        ]),
      ],
    });
    const ends = result.endpoints.map((end) => [
      end.kind,
      end.asset,
      end.amountBase,
      end.seedUnits,
    ]);
    expect(ends).toEqual([
      ['bridge-unresolved', usd, 23n, 23n],
      ['unspent', usd, 22n, 22n],
      ['unspent', eth, 6n, 45n],
    ]);
    expect(result.reasons.map((reason) => reason.code)).toEqual(['bridge-unresolved']);
  });

  it('ends at the contract where nothing tells what stands for what', () => {
    const whole = { ...swap(given, []), restKind: 'contract' } as const;
    const world = {
      transfers: [paid, given],
      seeds: [0],
      openings: { alice: 10n },
      conversions: [whole],
    };
    const result = oneTrace(world);
    expect(result.endpoints.map((end) => [end.kind, end.account, end.seedUnits])).toEqual([
      ['contract', pool, 90n],
    ]);
  });

  it('is said to be left out when another one has its source', () => {
    const onward = pay(4, alice, bob, 7n, { asset: eth });
    const result = oneTrace({
      transfers: [paid, given, taken, onward],
      seeds: [0],
      openings: { alice: 10n },
      conversions: [swap(given, [[taken, 100n]]), swap(given, [[onward, 100n]])],
    });
    expect(result.reasons.map(({ code }) => code)).toEqual(['conversion-overlaps']);
  });

  it('ends as pending when its leg lies beyond the horizon', () => {
    const late = pay(9, pool, alice, 7n, { asset: eth });
    const result = oneTrace({
      transfers: [paid, given, late],
      seeds: [0],
      openings: { alice: 10n },
      conversions: [swap(given, [[late, 100n]])],
      horizon: { height: 5, cut: false },
    });
    expect(result.endpoints.map((end) => [end.kind, end.seedUnits])).toEqual([
      ['bridge-unresolved', 90n],
    ]);
  });

  it('leaves the seed units of a face that rounds to nothing as rounding', () => {
    const dust = pay(2, pool, bob, 1n, { asset: eth });
    const result = oneTrace({
      transfers: [paid, given, dust],
      seeds: [0],
      openings: { alice: 10n },
      conversions: [swap(given, [[dust, 100n]])],
    });
    const ends = result.endpoints.filter((end) => end.seedUnits > 0n);
    expect(ends.map((end) => [end.kind, end.amountBase, end.seedUnits])).toEqual([
      ['rounding', 0n, 90n],
    ]);
  });

  it('follows a pool that pays out before it is paid in the same transaction', () => {
    const early = pay(2, pool, alice, 7n, { asset: eth, tx: 'swap', txIndex: 1, position: 0 });
    const after = pay(2, alice, pool, 100n, { tx: 'swap', txIndex: 1, position: 1 });
    const result = oneTrace({
      transfers: [paid, early, after],
      seeds: [0],
      openings: { alice: 10n },
      conversions: [swap(after, [[early, 100n]])],
    });
    expect(result.endpoints.map((end) => [end.asset, end.amountBase])).toEqual([[eth, 6n]]);
  });

  it('conserves seed units through chains of conversions at any rate, under every method', () => {
    const amount = fc.bigInt({ min: 1n, max: 1n << 90n });
    fc.assert(
      fc.property(fc.array(amount, { minLength: 9, maxLength: 9 }), amount, (v, opening) => {
        const at = (index: number): bigint => v[index] ?? 1n;
        const source = pay(2, alice, pool, at(1));
        const leg = pay(2, pool, alice, at(2), { asset: eth });
        const back = pay(3, alice, pool, at(3), { asset: eth });
        const half = at(3) / 2n + 1n <= at(3) ? at(3) / 2n + 1n : at(3);
        const home = pay(4, pool, bob, at(4));
        const transfers = [
          pay(1, employer, alice, at(0)),
          source,
          leg,
          back,
          home,
          pay(5, bob, alice, at(5)),
          pay(6, alice, bad, at(6)),
        ];
        const result = oneTrace({
          transfers,
          seeds: [0],
          openings: { alice: opening },
          listed: [bad],
          methods: accountMethods,
          conversions: [swap(source, [[leg, at(1)]]), swap(back, [[home, half]])],
        });
        for (const end of result.endpoints) {
          if (!end.bounds) continue;
          expect(end.seedUnits).toBeLessThanOrEqual(end.bounds.upperBase);
          expect(end.seedUnits).toBeGreaterThanOrEqual(end.bounds.lowerBase);
        }
        const units = result.endpoints.reduce((sum, end) => sum + end.seedUnits, 0n);
        expect(units).toBe(at(0));
      }),
      { numRuns: 300 },
    );
  });
});
