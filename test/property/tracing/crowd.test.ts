import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountColumn } from '../../../src/tracing/amount-column.ts';
import { followCrowd } from '../../../src/tracing/crowd/fifo-crowd.ts';
import { oneTrace, requestOf } from '../../unit/tracing/world.ts';
import { randomWorld } from './random-world.ts';

describe.each([
  ['doubles', 1n << 40n],
  ['bigints', 1n << 200n],
])('a crowd of seeds in %s', (_name, amountMax) => {
  it('gives each what a trace of it alone gives', () => {
    const worlds = randomWorld({ accounts: 5, transfersMax: 30, amountMax });
    fc.assert(
      fc.property(worlds, (random) => {
        const kindless = random.transfers.map((t) => ({ ...t, kind: 'token' as const }));
        const world = { ...random, transfers: kindless, listed: [], services: {}, payers: [] };
        const { subgraph } = requestOf(world);
        const { count, potCount, potAccount, accounts } = subgraph;
        const stop = world.transfers.length % Math.max(1, potCount);
        const stopName = accounts[potAccount[stop] ?? 0]?.slice('test:1:'.length) ?? '';
        const ends = followCrowd({
          columns: subgraph,
          openings: amountColumn(
            Array.from({ length: potCount }, (_, pot) => {
              const name = accounts[potAccount[pot] ?? 0]?.slice('test:1:'.length) ?? '';
              return world.openings?.[name] ?? 0n;
            }),
          ),
          seeds: Uint32Array.from({ length: count }, (_, index) => index),
          stops: Uint8Array.from({ length: potCount }, (_, pot) => (pot === stop ? 1 : 0)),
        });
        for (let index = 0; index < count; index += 1) {
          const transfer = subgraph.transfers[index];
          const seeds = world.transfers.flatMap((t, at) => (t === transfer ? [at] : []));
          const alone = oneTrace({ ...world, seeds, services: { [stopName]: 'exchange' } });
          const expected = alone.endpoints.flatMap((end) =>
            end.amountBase > 0n ? [[end.account, end.amountBase] as const] : [],
          );
          const found = ends
            .filter((end) => end.seed === index)
            .map((end) => [accounts[potAccount[end.pot] ?? 0], end.amountBase] as const);
          expect(new Map(found)).toEqual(new Map(expected));
        }
      }),
      { numRuns: 60 },
    );
  });
});
