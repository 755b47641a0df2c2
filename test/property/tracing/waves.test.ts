import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributionMethod, TraceLimits } from '../../../src/domain/flow.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { extendedRequest } from '../../../src/tracing/extend.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import { trace } from '../../../src/tracing/trace.ts';
import type { TraceProgress } from '../../../src/tracing/trace-progress.ts';
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

const methods: fc.Arbitrary<readonly AttributionMethod[]> = fc.constantFrom(
  ['fifo'],
  ['haircut', 'fifo', 'lifo'],
  ['fifo', 'poison'],
);

/**
 * What a chain would answer: the pot's transfers from a block on, and its balance before it; nothing
 * of one that pays nothing until the horizon, where that is enough.
 */
function read(
  world: SmallWorld,
  { account, fromHeight, onlyIfPaying }: PotRequest,
  limit: number,
): [Transfer[], LoadedPot] {
  let amountBase = world.openings?.[account.slice('test:1:'.length)] ?? 0n;
  const transfers: Transfer[] = [];
  for (const transfer of world.transfers) {
    if (transfer.from !== account && transfer.to !== account) continue;
    if (transfer.height > limit) continue;
    if (transfer.height >= fromHeight) transfers.push(transfer);
    else if (transfer.from !== transfer.to) amountBase = after(amountBase, transfer, account);
  }
  const opening = { kind: 'anchored', amountBase } as const;
  const resting = onlyIfPaying === true && !transfers.some(({ from }) => from === account);
  const pot = { account, asset: usd, state: 'loaded', fromHeight, opening, resting } as const;
  return [resting ? [] : transfers, pot];
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
  readonly #loaded: LoadedPot[] = [];

  constructor(world: SmallWorld, horizon: TraceHorizon, cached: readonly PotRequest[] = []) {
    const seeds = world.seeds.flatMap((seed) => world.transfers[seed] ?? []);
    this.#world = world;
    this.#request = {
      ...requestOf(world),
      subgraph: buildSubgraph(seeds),
      loaded: this.#loaded,
      horizon,
    };
    this.#load(cached);
  }

  /** Loads wave by wave until there is an answer. */
  trace(): SeedTrace {
    let progress: TraceProgress | undefined;
    for (let wave = 0; wave < 100; wave += 1) {
      const outcome = trace(this.#request, progress);
      progress = outcome.state === 'missing' ? outcome.progress : undefined;
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

  /** A wave that brings nothing leaves the subgraph the same object, as the builder does. */
  #load(pots: readonly PotRequest[]): void {
    const limit = this.#request.horizon.heights[chain] ?? Number.POSITIVE_INFINITY;
    const known = this.#request.subgraph;
    const transfers = [...known.transfers];
    const loaded = this.#loaded;
    for (const request of pots) {
      const [found, pot] = read(this.#world, request, limit);
      transfers.push(...found);
      loaded.push(pot);
    }
    const subgraph = transfers.length === known.count ? known : buildSubgraph(transfers);
    this.#request = { ...this.#request, subgraph, loaded };
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
        methods,
        fc.array(accountNumber),
        fc.integer(),
        (small, bound, asked, cache, shift) => {
          const world = { ...small, ...(bound ? { limits: bound } : {}), methods: asked };
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

  it('extend a stored flow by new blocks to what a full recompute gives', () => {
    const heights = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(worlds, limits, methods, heights, (small, bound, asked, stops) => {
        const world = { ...small, ...(bound ? { limits: bound } : {}), methods: asked };
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
