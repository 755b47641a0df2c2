import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceLimits } from '../../../src/domain/flow.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { extendedRequest } from '../../../src/tracing/extend.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import { trace } from '../../../src/tracing/trace.ts';
import type { LoadedPot, PotRequest, TraceRequest } from '../../../src/tracing/trace-request.ts';
import { chain, oneTrace, requestOf, type SmallWorld, usd } from '../../unit/tracing/world.ts';
import { conversionWorlds } from './conversion-world.ts';

const limits: fc.Arbitrary<TraceLimits> = fc.record({
  minimumBase: fc.oneof(fc.bigInt({ min: 1n, max: 9n }), fc.bigInt({ min: 1n, max: 1n << 199n })),
  hopsMax: fc.integer({ min: 1, max: 5 }),
  horizonDays: fc.constant(365),
  transfersMax: fc.integer({ min: 5, max: 60 }),
  potsMax: fc.integer({ min: 1, max: 9 }),
});

/** What a chain would answer: the pot's transfers from a block on, and its balance before it. */
function read(world: SmallWorld, request: PotRequest): [Transfer[], LoadedPot] {
  const { account, asset, fromHeight } = request;
  const name = account.slice('test:1:'.length);
  let amountBase = asset === usd ? (world.openings?.[name] ?? 0n) : 0n;
  const transfers: Transfer[] = [];
  for (const transfer of world.transfers) {
    const { from, to, asset: moved, amountBase: moves, height } = transfer;
    if (moved !== asset || (from !== account && to !== account) || from === to) continue;
    if (height >= fromHeight) transfers.push(transfer);
    else if (to === account) amountBase += moves;
    else amountBase = amountBase > moves ? amountBase - moves : 0n;
  }
  const opening = { kind: 'anchored', amountBase } as const;
  return [transfers, { account, asset, state: 'loaded', fromHeight, opening }];
}

/** Transfers that carry a conversion come with it, as `flows` has them. */
function carriers({ transfers, conversions = [] }: SmallWorld): Transfer[] {
  const keys = new Set(
    conversions.flatMap(({ sourceKeys, legs }) => [
      ...sourceKeys,
      ...legs.flatMap(({ transferKeys }) => transferKeys),
    ]),
  );
  return transfers.filter(({ tx }) => [...keys].some((key) => key.includes(`:${tx}:`)));
}

/** Loads wave by wave, from what was loaded before. */
function waves(world: SmallWorld, start: TraceRequest): TraceRequest {
  let request = start;
  for (let wave = 0; wave < 100; wave += 1) {
    const outcome = trace(request);
    if (outcome.state === 'traced') return request;
    const found = outcome.pots.map((pot) => read(world, pot));
    const limit = request.horizon.heights[chain] ?? Number.POSITIVE_INFINITY;
    const fresh = found.flatMap(([transfers]) => transfers).filter((t) => t.height <= limit);
    const transfers = [...request.subgraph.transfers, ...fresh];
    const loaded = [...request.loaded, ...found.map(([, pot]) => pot)];
    request = { ...request, loaded, subgraph: buildSubgraph(transfers, world.conversions) };
  }
  throw new Error('the waves do not end');
}

function begun(world: SmallWorld, height: number): TraceRequest {
  const seeds = world.seeds.flatMap((seed) => world.transfers[seed] ?? []);
  const near = carriers(world).filter((transfer) => transfer.height <= height);
  return {
    ...requestOf(world),
    ...{ loaded: [], horizon: { heights: { [chain]: height }, cut: false } },
    subgraph: buildSubgraph([...seeds, ...near], world.conversions),
  };
}

function answer(request: TraceRequest) {
  const outcome = trace(request);
  return outcome.state === 'traced' ? outcome.traces : outcome;
}

describe('waves over conversions', () => {
  it('equal a walk over the whole graph, and grow by blocks to what a full recompute gives', () => {
    const stops = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 2 });
    fc.assert(
      fc.property(conversionWorlds, fc.option(limits), stops, (small, bound, heights) => {
        const world = bound ? { ...small, limits: bound } : small;
        const steps = [...new Set([1, ...heights, 100])].sort((a, b) => a - b);
        let request = waves(world, begun(world, 1));
        for (const [place, height] of steps.entries()) {
          const before = steps[place - 1] ?? 0;
          const horizon = { heights: { [chain]: height }, cut: false };
          const known = new Set(request.loaded.map(({ account, asset }) => `${account} ${asset}`));
          const isKnown = (account: string, asset: string) => known.has(`${account} ${asset}`);
          const fresh = [...world.transfers, ...carriers(world)].filter(
            ({ from, to, asset, height: at, tx }) =>
              at > before &&
              at <= height &&
              (isKnown(from, asset) ||
                isKnown(to, asset) ||
                carriers(world).some((carrier) => carrier.tx === tx)),
          );
          request = waves(world, extendedRequest(request, fresh, horizon));
          const whole = oneTrace({ ...world, horizon: { height, cut: false } });
          expect(answer(request)).toEqual([whole]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('give each of a crowd what a trace of it alone gives', () => {
    fc.assert(
      fc.property(conversionWorlds, (world) => {
        const seeds = world.transfers.flatMap(({ from, to, amountBase }, at) =>
          amountBase > 0n && from !== to ? [at] : [],
        );
        const together = trace({ ...requestOf({ ...world, seeds }), combine: 'each' });
        for (const [place, seed] of seeds.entries()) {
          const alone = oneTrace({ ...world, seeds: [seed] });
          expect(together.state === 'traced' && together.traces[place]).toEqual(alone);
        }
      }),
      { numRuns: 25 },
    );
  });
});
