import { completenessOf, type IncompleteReason } from '../domain/completeness.ts';
import type { AttributionMethod, Flow, FlowClusterHit, FlowInputs, Seed } from '../domain/flow.ts';
import type { FoundLookAlikes } from '../domain/look-alike.ts';
import type { PeelFinding } from '../domain/peel-chain.ts';
import type { SanctionsIndex } from '../ports/sanctions-index.ts';
import { flagOf } from '../tracing/flag.ts';
import type { SeedTrace } from '../tracing/trace-result.ts';
import type { FlowContext } from './context.ts';
import { declaredAccounts, unscreenedReasons } from './declared-recipients.ts';
import { convertedBehind, convertedHere, declaredSums, withDeclared } from './flow-conversions.ts';
import { pendingReasons } from './pending-legs.ts';

/** What a flow is judged from. */
export interface TracedFlow {
  readonly id: string;
  readonly seed: Seed;
  readonly trace: SeedTrace;
  readonly inputs: FlowInputs;
  /** What the walk could not look at, besides what the trace says. */
  readonly reasons: readonly IncompleteReason[];
  readonly index: SanctionsIndex;
  readonly peelChains: readonly PeelFinding[];
  readonly lookAlikes: FoundLookAlikes;
  readonly clusterHits: readonly FlowClusterHit[];
}

/** Puts what a trace found and what it was found with into the answer. */
export function flowOf(context: Pick<FlowContext, 'clock'>, traced: TracedFlow): Flow {
  const { id, seed, trace, inputs, index } = traced;
  const isForward = inputs.direction === 'forward';
  const converted = isForward
    ? convertedHere(inputs.conversions, trace.conversions, index)
    : convertedBehind(inputs.conversions, trace.conversions);
  const conversions = converted.map(({ conversion }) => conversion);
  const declared = declaredSums(converted, trace, seed.asset);
  const flag = flagOf(trace, inputs.limits?.minimumBase ?? 1n, declared);
  const reasons = [
    ...traced.reasons,
    ...trace.reasons,
    // Where bridges were told to pay is no matter of where value came from.
    ...(isForward ? [...pendingReasons({ conversions }), ...unscreenedReasons(conversions)] : []),
  ];
  return {
    id,
    seed,
    inputs,
    endpoints: isForward ? withDeclared(trace.endpoints, converted) : trace.endpoints,
    paths: trace.paths,
    conversions,
    peelChains: traced.peelChains,
    lookAlikes: traced.lookAlikes,
    clusterHits: traced.clusterHits,
    ...(flag ? { flag } : {}),
    listedUpperBase: trace.listedBounds.upperBase,
    listedLowerBase: trace.listedBounds.lowerBase,
    completeness: completenessOf(distinct(reasons)),
    accounts: [
      ...new Set([...trace.accounts, ...(isForward ? conversions.flatMap(declaredAccounts) : [])]),
    ].sort(),
    tracedAt: context.clock.now().toISOString(),
  };
}

function distinct(reasons: readonly IncompleteReason[]): IncompleteReason[] {
  return [
    ...new Map(reasons.map((reason) => [`${reason.code} ${reason.message}`, reason])).values(),
  ];
}

/** Which methods a flow computes: its own, those asked for, and poison, which decides the waves. */
export function methodsOf(
  method: AttributionMethod,
  methods: readonly AttributionMethod[],
): AttributionMethod[] {
  return [...new Set<AttributionMethod>([method, ...methods, 'poison'])];
}
