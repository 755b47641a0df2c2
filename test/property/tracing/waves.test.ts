import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceLimits } from '../../../src/domain/flow.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph.ts';
import { trace } from '../../../src/tracing/trace.ts';
import type { LoadedPot, PotRequest, TraceRequest } from '../../../src/tracing/trace-request.ts';
import type { SeedTrace } from '../../../src/tracing/trace-result.ts';
import { oneTrace, requestOf, type SmallWorld, usd } from '../../unit/tracing/world.ts';
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

/** Loads wave by wave, as `flows` does, from nothing but the seed's transfers and a cache. */
function inWaves(world: SmallWorld, cached: readonly PotRequest[]): SeedTrace {
  const whole = requestOf(world);
  const transfers = world.seeds.flatMap((seed) => world.transfers[seed] ?? []);
  const loaded = new Map<string, LoadedPot>();
  const load = (request: PotRequest): void => {
    const [read_, pot] = read(world, request);
    transfers.push(...read_);
    loaded.set(pot.account, pot);
  };
  for (const request of cached) load(request);
  for (let wave = 0; wave < 100; wave += 1) {
    const request: TraceRequest = {
      ...whole,
      subgraph: buildSubgraph(transfers),
      loaded: [...loaded.values()],
    };
    const outcome = trace(request);
    if (outcome.state === 'missing') for (const pot of outcome.pots) load(pot);
    else if (outcome.traces[0]) return outcome.traces[0];
  }
  throw new Error('the waves do not end');
}

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
          expect(inWaves(world, [])).toEqual(whole);
          const cached = cache.map((number): PotRequest => {
            // CAST: an account of the world by its name.
            const account = `test:1:a${number}` as PotRequest['account'];
            return { account, asset: usd, fromHeight: 0 };
          });
          expect(inWaves(world, cached)).toEqual(whole);
          const turned = world.transfers.map((_, at, all) => all.at((at + shift) % all.length));
          const shuffled = buildSubgraph(turned.flatMap((transfer) => transfer ?? []));
          const outcome = trace({ ...requestOf(world), subgraph: shuffled });
          expect(outcome).toEqual({ state: 'traced', traces: [whole] });
        },
      ),
      { numRuns: 250 },
    );
  });
});
