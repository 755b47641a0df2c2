import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceLimits } from '../../../src/domain/flow.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { extendedRequest } from '../../../src/tracing/extend.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import { trace } from '../../../src/tracing/trace.ts';
import type {
  LoadedPot,
  PotRequest,
  TraceHorizon,
  TraceRequest,
} from '../../../src/tracing/trace-request.ts';
import type { SeedTrace } from '../../../src/tracing/trace-result.ts';
import {
  chain,
  loadAll,
  oneTrace,
  requestOf,
  type SmallWorld,
  usd,
} from '../../unit/tracing/world.ts';
import { randomWorld } from './random-world.ts';

const worlds = randomWorld({ accounts: 7, transfersMax: 40, amountMax: 1000n });

const limits: fc.Arbitrary<TraceLimits | undefined> = fc.option(
  fc.record({
    minimumBase: fc.bigInt({ min: 1n, max: 400n }),
    hopsMax: fc.integer({ min: 1, max: 4 }),
    horizonDays: fc.constant(365),
    transfersMax: fc.integer({ min: 5, max: 60 }),
    potsMax: fc.integer({ min: 1, max: 7 }),
  }),
  { nil: undefined },
);

/** What a chain would answer: the pot's transfers from a block on, and its balance before it. */
function read(world: SmallWorld, { account, fromHeight }: PotRequest): [Transfer[], LoadedPot] {
  let amountBase = world.openings?.[account.slice('test:1:'.length)] ?? 0n;
  const transfers: Transfer[] = [];
  for (const transfer of world.transfers) {
    if (transfer.from !== account && transfer.to !== account) continue;
    if (transfer.height >= fromHeight) transfers.push(transfer);
    else if (transfer.from !== transfer.to) amountBase = after(amountBase, transfer, account);
  }
  const opening = { kind: 'anchored', amountBase } as const;
  return [transfers, { account, asset: usd, state: 'loaded', fromHeight, opening }];
}

function after(balance: bigint, transfer: Transfer, account: string): bigint {
  if (transfer.to === account) return balance + transfer.amountBase;
  if (transfer.kind === 'mint') return balance;
  return balance > transfer.amountBase ? balance - transfer.amountBase : 0n;
}

/** A request that grows as `flows` lets it: by waves, and by new blocks. */
class Walk {
  #request: TraceRequest;
  readonly #world: SmallWorld;

  constructor(world: SmallWorld, horizon: TraceHorizon, cached: readonly PotRequest[] = []) {
    const seeds = world.seeds.flatMap((seed) => world.transfers[seed] ?? []);
    this.#world = world;
    this.#request = {
      ...requestOf(world),
      subgraph: buildSubgraph(seeds),
      loaded: [],
      horizon,
    };
    this.#load(cached);
  }

  /** Loads wave by wave until there is an answer. */
  trace(): SeedTrace {
    for (let wave = 0; wave < 100; wave += 1) {
      const outcome = trace(this.#request);
      if (outcome.state === 'missing') this.#load(outcome.pots);
      else if (outcome.traces[0]) return outcome.traces[0];
    }
    throw new Error('the waves do not end');
  }

  /** New blocks: their transfers of the pots that are loaded. */
  moveTo(horizon: TraceHorizon, fromHeight: number): void {
    const loaded = new Set<string>(this.#request.loaded.map((pot) => pot.account));
    const fresh = this.#world.transfers.filter(
      (t) => t.height >= fromHeight && (loaded.has(t.from) || loaded.has(t.to)),
    );
    this.#request = extendedRequest(this.#request, fresh, horizon);
  }

  #load(pots: readonly PotRequest[]): void {
    const limit = this.#request.horizon.heights[chain] ?? Number.POSITIVE_INFINITY;
    const transfers = [...this.#request.subgraph.transfers];
    const loaded = [...this.#request.loaded];
    for (const request of pots) {
      const [found, pot] = read(this.#world, request);
      transfers.push(...found.filter((transfer) => transfer.height <= limit));
      loaded.push(pot);
    }
    this.#request = { ...this.#request, subgraph: buildSubgraph(transfers), loaded };
  }
}

const open: TraceHorizon = { heights: {}, cut: false };

describe('waves', () => {
  it('equal a walk over the whole graph, whatever was cached and in whatever order', () => {
    const accountNumber = fc.integer({ min: 0, max: 6 });
    fc.assert(
      fc.property(
        worlds,
        limits,
        fc.array(accountNumber),
        fc.integer(),
        (small, bound, cache, shift) => {
          const world = bound ? { ...small, limits: bound } : small;
          const whole = oneTrace(world);
          expect(new Walk(world, open).trace()).toEqual(whole);
          const cached = cache.map((number): PotRequest => {
            // CAST: an account of the world by its name.
            const account = `test:1:a${number}` as PotRequest['account'];
            return { account, asset: usd, fromHeight: 0 };
          });
          expect(new Walk(world, open, cached).trace()).toEqual(whole);
          const turned = world.transfers.map((_, at, all) => all.at((at + shift) % all.length));
          const shuffled = buildSubgraph(turned.flatMap((transfer) => transfer ?? []));
          const outcome = trace({ ...requestOf(world), subgraph: shuffled });
          const { leaving } = loadAll(world);
          expect(outcome).toEqual({ state: 'traced', traces: [whole], leaving });
        },
      ),
      { numRuns: 250 },
    );
  });

  it('end where admission at the first gain ends, by which one spread does for all of them', () => {
    const bounds = limits.filter((bound) => bound !== undefined);
    fc.assert(
      fc.property(worlds, bounds, fc.boolean(), (small, bound, isTight) => {
        const { count } = requestOf(small).subgraph;
        // Each counts for both its pots, but for the seed, whose payer's pot ends the trail.
        const within = (transfersMax: number) => ({
          ...small,
          limits: { ...bound, potsMax: isTight ? bound.potsMax : 99, transfersMax },
        });
        expect(oneTrace(within(2 * count))).toEqual(oneTrace(within(2 * count - 1)));
      }),
      { numRuns: 500 },
    );
  });

  it('extend a stored flow by new blocks to what a full recompute gives', () => {
    const heights = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(worlds, limits, heights, (small, bound, stops) => {
        const world = bound ? { ...small, limits: bound } : small;
        const seedHeight = world.transfers[world.seeds[0] ?? 0]?.height ?? 0;
        const steps = [...new Set([seedHeight, ...stops])].filter((at) => at >= seedHeight);
        steps.sort((a, b) => a - b);
        const at = (height: number) => ({ heights: { [chain]: height }, cut: false });
        const walk = new Walk(world, at(seedHeight));
        let before = seedHeight;
        for (const height of steps) {
          walk.moveTo(at(height), before + 1);
          before = height;
          expect(walk.trace()).toEqual(oneTrace({ ...world, horizon: { height, cut: false } }));
        }
      }),
      { numRuns: 200 },
    );
  });
});
