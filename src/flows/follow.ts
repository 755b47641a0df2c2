import { raiseAlert } from '../cases/raise-alert.ts';
import type { Transaction } from '../database/database.ts';
import type { Conversion } from '../domain/conversion.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Flow } from '../domain/flow.ts';
import type { Transfer } from '../domain/transfer.ts';
import { lookAlikesAmong } from '../tracing/look-alikes.ts';
import type { TraceHorizon } from '../tracing/trace-request.ts';
import { clusterHitsOf } from './cluster-hits.ts';
import { wallsOf } from './coin-walls.ts';
import type { FlowContext } from './context.ts';
import { noteWage } from './convergence/store-looks.ts';
import { warnOfDeclared } from './declared-alert.ts';
import { combinedDigest, digestsOfTransfers } from './evidence.ts';
import { limitsOf } from './flow-request.ts';
import type { FlowRow } from './flow-row.ts';
import { type FlowHorizon, horizonBehind, horizonOf } from './horizon.ts';
import { haltedReasons } from './ingested-to.ts';
import { flowOf, methodsOf } from './judge.ts';
import { watchedUntil } from './look-pace.ts';
import { peelFindings } from './peel-findings.ts';
import { failuresOf } from './reading-failures.ts';
import { dollarOf, type ResolvedSeed, resolveSeed, seedWithin, traceSeedOf } from './seed.ts';
import { seedReasons } from './seed-coverage.ts';
import {
  addProgress,
  findFlow,
  growHorizon,
  keepHorizon,
  lockStanding,
  saveFailure,
  saveFlowBasis,
  saveProgress,
  saveTraced,
} from './store.ts';
import { saveTouched } from './store-touched.ts';
import { watchFlow } from './store-watch.ts';
import { tell } from './tell.ts';
import { valueEndpoints } from './value-endpoints.ts';
import { type WalkOutcome, walk } from './walk.ts';

export type FollowOutcome =
  | { readonly state: 'done'; readonly flow?: Flow; readonly payoutId?: string }
  /** Wait for these readings, then follow again. */
  | { readonly state: 'reading'; readonly wave: number; readonly readings: readonly string[] };

/**
 * Follows one flow as far as it goes without waiting: to its answer, which is stored with its
 * evidence, flag, alert and events in one transaction; or to a wave that must first be read.
 * A flow that has its answer is left as it is. Throws `flow.not-found`, and what seeds, sources
 * and stores throw.
 */
export async function follow(
  context: FlowContext,
  organisationId: string,
  flowId: string,
  signal: AbortSignal,
): Promise<FollowOutcome> {
  const row = await context.database.tenant(organisationId, (tx) => findFlow(tx, flowId));
  if (!row) throw new WagetraceError('flow.not-found', 'No such flow');
  const payout = row.payoutId ? { payoutId: row.payoutId } : {};
  if (row.state === 'withdrawn') return { state: 'done' };
  // Whoever traced it may have died before he told its payout.
  if (row.state === 'traced') return { state: 'done', ...payout };
  const request = seedWithin(row.request.seed, row.horizon);
  const resolved = await resolveSeed(context, organisationId, request, signal);
  const attempt = await prepare(context, organisationId, row, resolved, signal);
  if (!attempt) return await follow(context, organisationId, flowId, signal);
  const outcome = await walk(context, organisationId, attempt.walk);
  if (outcome.state === 'reading') {
    const horizon = { ...attempt.horizon, trace: outcome.horizon };
    const waiting = await waitFor(context, organisationId, row, horizon, outcome);
    return waiting ?? (await follow(context, organisationId, flowId, signal));
  }
  // Who rescreens flows when a list changes does not see one that is only being walked.
  await context.lists.reload();
  const isCurrent = context.lists.index() === attempt.index;
  const flow = isCurrent
    ? await finish(context, organisationId, row, resolved, attempt, outcome)
    : undefined;
  if (!flow) return await follow(context, organisationId, flowId, signal);
  return { state: 'done', flow, ...payout };
}

type Prepared = NonNullable<Awaited<ReturnType<typeof prepare>>>;

/** Undefined when another worker has begun the flow meanwhile. */

async function prepare(
  context: FlowContext,
  organisationId: string,
  row: FlowRow,
  resolved: ResolvedSeed,
  signal: AbortSignal,
) {
  const { request } = row;
  const { seed, transfers } = resolved;
  const { direction } = row;
  const limits = limitsOf(request.limits, seed.amountBase, dollarOf(context, seed.asset));
  const horizonIn = direction === 'forward' ? horizonOf : horizonBehind;
  const horizon =
    row.horizon ??
    (await horizonIn(context, organisationId, transfers, limits?.horizonDays, signal));
  if (!row.horizon) {
    const keep = (tx: Transaction) => keepHorizon(tx, row, horizon);
    if (!(await context.database.tenant(organisationId, keep))) return undefined;
  }
  const index = context.lists.index();
  const transfersMax = limits?.transfersMax ?? Number.MAX_SAFE_INTEGER;
  const methods = methodsOf(request.method, request.methods);
  return {
    limits,
    horizon,
    index,
    walk: {
      seeds: [traceSeedOf(row.id, resolved, direction)],
      seedTransfers: transfers,
      direction,
      walls: direction === 'forward' ? [] : await wallsOf(context, transfers),
      method: request.method,
      methods,
      limits,
      pathsMax: request.pathsMax,
      index,
      scope: {
        organisationId,
        horizon: horizon.trace,
        untilTime: horizon.untilTime,
        fromTime: horizon.fromTime,
        transfersMax,
        failures: await failuresOf(context, row),
        mayRead: true,
        signal,
      },
      onHorizon: async (trace: TraceHorizon) => {
        await context.database.tenant(organisationId, (tx) =>
          growHorizon(tx, row, { ...horizon, trace }),
        );
      },
      onConversions: async (conversions: readonly Conversion[]) => {
        if (direction === 'backward') return;
        await warnOfDeclared(context, organisationId, row.id, index, conversions);
      },
      onWave: async (wave: { wave: number; pots: number; transfers: number }) => {
        await context.database.tenant(organisationId, (tx) =>
          addProgress(tx, organisationId, row.id, 'wave-loaded', { ...wave }),
        );
      },
    },
  };
}

/** Undefined when another try has begun, or ended, meanwhile (`lockStanding`). */
async function waitFor(
  context: FlowContext,
  organisationId: string,
  row: FlowRow,
  horizon: Prepared['horizon'],
  outcome: Extract<WalkOutcome, { state: 'reading' }>,
): Promise<FollowOutcome | undefined> {
  const readings = await context.readings.request(outcome.wanted);
  const byAccount = Object.fromEntries(
    readings.map((reading) => [reading.account ?? '', reading.id]),
  );
  const stands = await context.database.tenant(organisationId, async (tx) => {
    if (!(await lockStanding(tx, row))) return false;
    await saveProgress(tx, row.id, {
      state: 'reading',
      wave: row.wave + 1,
      horizon,
      readings: { ...row.readings, ...byAccount },
    });
    await addProgress(tx, organisationId, row.id, 'reading', { accounts: readings.length });
    return true;
  });
  if (!stands) return undefined;
  return { state: 'reading', wave: row.wave + 1, readings: readings.map((reading) => reading.id) };
}

/** Undefined when another try has begun, or ended, meanwhile (`lockStanding`). */
async function finish(
  context: FlowContext,
  organisationId: string,
  row: FlowRow,
  { seed }: ResolvedSeed,
  attempt: Prepared,
  outcome: Extract<WalkOutcome, { state: 'traced' }>,
): Promise<Flow | undefined> {
  const [traced] = outcome.traces;
  if (!traced) throw new WagetraceError('flow.no-trace', 'The trace gave no answer');
  const used = traced.transferKeys.flatMap((key) => outcome.transfers.get(key) ?? []);
  const digests = digestsOfTransfers(used);
  const touched = new Set(traced.accounts);
  const inputs = {
    method: row.request.method,
    direction: attempt.walk.direction,
    ...(attempt.limits ? { limits: attempt.limits } : {}),
    listVersions: attempt.index.versions(),
    policyRevision: context.policyRevision,
    serviceVerdicts: outcome.verdicts.filter((verdict) => touched.has(verdict.account)),
    conversions: outcome.conversions,
    heights: heightsOf(used, outcome.horizon.heights),
    engineVersion: context.engineVersion,
    transfersDigest: combinedDigest(digests),
    transferCount: digests.length,
  };
  const lacking = await seedReasons(context, organisationId, row.request.seed, attempt.horizon);
  const halted = await haltedReasons(context.ingest, Object.keys(outcome.horizon.heights));
  const found = await clusterHitsOf(context, organisationId, traced.touched, attempt.index);
  const judged = flowOf(context, {
    ...{ id: row.id, seed, trace: traced, inputs, clusterHits: found.hits },
    reasons: [...lacking, ...outcome.reasons, ...halted, ...found.reasons],
    index: attempt.index,
    peelChains: await peelFindings(context, used),
    lookAlikes: lookAlikesAmong(traced.walked, outcome.transfers.values()),
  });
  const flow = await valueEndpoints(context, judged, used, attempt.walk.scope.signal);
  return await context.database.tenant(organisationId, async (tx) => {
    if (!(await lockStanding(tx, row))) return undefined;
    const horizon = { ...attempt.horizon, trace: outcome.horizon };
    await saveProgress(tx, row.id, { ...row, state: 'traced', horizon });
    await saveTraced(tx, organisationId, flow, digests);
    await saveFlowBasis(tx, organisationId, flow.id, outcome.basis);
    await addProgress(tx, organisationId, row.id, 'traced', { flag: flow.flag ?? null });
    // Where value came from no new block changes, and it is no wage's way.
    if (inputs.direction === 'forward') {
      await saveTouched(tx, organisationId, flow.id, traced.touched);
      if (row.payoutId) await noteWage(tx, organisationId, seed.asset, context.clock.now());
      await watchFlow(tx, organisationId, flow, watchedFrom(context, attempt.horizon, used));
    }
    await tell(tx, context, organisationId, flow);
    return flow;
  });
}

/** How long new blocks may change the answer. */
function watchedFrom(context: FlowContext, horizon: FlowHorizon, used: readonly Transfer[]) {
  const now = context.clock.now();
  const times = used.map((transfer) => Date.parse(transfer.time));
  const seedTime = new Date(times.length > 0 ? Math.min(...times) : now);
  return { until: watchedUntil(horizon.untilTime, seedTime), now };
}

function heightsOf(used: readonly Transfer[], ends: Readonly<Record<string, number>>) {
  const heights: Record<string, { fromHeight: number; toHeight: number }> = {};
  for (const [chain, toHeight] of Object.entries(ends)) {
    const own = used
      .filter((transfer) => transfer.chain === chain)
      .map((transfer) => transfer.height);
    heights[chain] = { fromHeight: own.length > 0 ? Math.min(...own) : toHeight, toHeight };
  }
  return heights;
}

/** Keeps why a flow could not be followed, when no further try is made and none has found more. */
export async function failFlow(
  context: FlowContext,
  organisationId: string,
  flowId: string,
  failure: { readonly code: string; readonly message: string },
): Promise<void> {
  await context.database.tenant(organisationId, async (tx) => {
    if (!(await saveFailure(tx, organisationId, flowId, failure))) return;
    await raiseAlert(tx, organisationId, context.clock, {
      kind: 'flow-failed',
      severity: 'medium',
      title: `A wage could not be followed (${failure.code})`,
      subject: { type: 'flow', id: flowId },
    });
  });
}
