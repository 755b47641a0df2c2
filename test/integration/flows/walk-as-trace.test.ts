import { beforeAll, describe, expect, it } from 'vitest';
import type { AttributionMethod } from '../../../src/domain/flow.ts';
import { transferKey } from '../../../src/domain/transfer.ts';
import type { FlowContext } from '../../../src/flows/context.ts';
import { type WalkRequest, walk } from '../../../src/flows/walk.ts';
import type { TransferQuery } from '../../../src/ports/transfer-ledger.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import { trace } from '../../../src/tracing/trace.ts';
import type { LoadedPot } from '../../../src/tracing/trace-request.ts';
import type { SeedTrace } from '../../../src/tracing/trace-result.ts';
import { worldAsset, worldChain } from '../../support/flow-world.ts';
import { testRandom, testSeed } from '../../support/random.ts';
import { useFlowWorld } from '../../support/use-flow-world.ts';
import { branchingTrail, walletsByHop } from './branching-trail.ts';

const seed = testSeed();
const until = 1_000_000;
const horizon = { heights: { [worldChain]: until }, cut: false };

describe(`a walk out of the ledger (WAGETRACE_TEST_SEED=${seed})`, () => {
  const world = useFlowWorld();
  const trail = branchingTrail(testRandom(seed));
  beforeAll(async () => await world.hold(trail.transfers, { fromHeight: 0, toHeight: until }));

  it.each([
    ['by one method', ['fifo']],
    ['by all that a flow computes', ['fifo', 'poison']],
  ] as const)(
    'answers as a trace over everything does, and reads each account once: %s',
    async (_, methods) => {
      const asked: TransferQuery[] = [];
      const found = await walked(methods, asked);
      const whole = overEverything(methods);
      expect(found).toEqual(whole);
      expect(whole.endpoints.length).toBeGreaterThan(walletsByHop[2] ?? 0);
      const accounts = asked.flatMap((query) => query.accounts);
      expect(accounts.length).toBeGreaterThan(walletsByHop[2] ?? 0);
      expect(new Set(accounts).size).toBe(accounts.length);
    },
  );

  const questionOf = (methods: readonly AttributionMethod[]) => ({
    seeds: [{ id: 'wage', transferKeys: [transferKey(trail.wage)], payers: [trail.wage.from] }],
    ...{ method: 'fifo' as const, methods },
    limits: { minimumBase: 1n, hopsMax: 9, horizonDays: 365, transfersMax: 9_999, potsMax: 999 },
  });

  async function walked(
    methods: readonly AttributionMethod[],
    asked: TransferQuery[],
  ): Promise<SeedTrace> {
    const { core, organisationId } = world;
    const request: WalkRequest = {
      ...questionOf(methods),
      seedTransfers: [trail.wage],
      scope: {
        ...{ organisationId, horizon, untilTime: undefined, transfersMax: 9_999 },
        ...{ failures: new Map(), mayRead: false, signal: new AbortController().signal },
      },
      index: core.flows.lists.index(),
    };
    const context = { ...core.flows, ledger: noting(core.flows.ledger, asked) };
    const outcome = await walk(context, organisationId, request);
    const [only] = outcome.state === 'traced' ? outcome.traces : [];
    if (!only) throw new Error('The trail is not covered');
    return only;
  }

  /** The engine alone, over all transfers that there are. */
  function overEverything(methods: readonly AttributionMethod[]): SeedTrace {
    const accounts = new Set(trail.transfers.flatMap(({ from, to }) => [from, to]));
    const outcome = trace({
      ...questionOf(methods),
      ...{ combine: 'each', verdicts: [], listed: new Map(), horizon },
      subgraph: buildSubgraph(trail.transfers),
      loaded: [...accounts].map(
        (account): LoadedPot => ({
          ...{ account, asset: worldAsset, state: 'loaded', fromHeight: 0 },
          opening: { kind: 'complete-history' },
        }),
      ),
    });
    const [only] = outcome.state === 'traced' ? outcome.traces : [];
    if (!only) throw new Error('Something is missing');
    return only;
  }
});

/** The ledger, which notes what transfers it is asked for. */
function noting(ledger: FlowContext['ledger'], asked: TransferQuery[]): FlowContext['ledger'] {
  return {
    append: (batch) => ledger.append(batch),
    transfersOf: async (query) => {
      asked.push(query);
      return await ledger.transfersOf(query);
    },
    transaction: (...question) => ledger.transaction(...question),
    coverageOf: (...question) => ledger.coverageOf(...question),
    withdraw: (...question) => ledger.withdraw(...question),
  };
}
