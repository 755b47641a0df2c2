import { completenessOf, type IncompleteReason } from '../domain/completeness.ts';
import type {
  AttributionMethod,
  Endpoint,
  Flow,
  FlowFlag,
  FlowInputs,
  Seed,
} from '../domain/flow.ts';
import type { SeedTrace } from '../tracing/trace-result.ts';
import type { FlowContext } from './context.ts';

/** A flow is flagged from one percent of its seed on. */
const flagShare = 100n;

/**
 * The flag rule: at least the larger of the minimum and one percent of the seed may have reached
 * listed endpoints, whatever the method. `certain` when some of it must have, `attributed` when the
 * chosen method says so, else `possible`: a float of one wage would evade fifo alone.
 */
export function flagOf(
  trace: Pick<SeedTrace, 'endpoints' | 'listedBounds' | 'seedBase'>,
  minimumBase: bigint,
): FlowFlag | undefined {
  const share = trace.seedBase / flagShare;
  const threshold = minimumBase > share ? minimumBase : share;
  const { lowerBase, upperBase } = trace.listedBounds;
  if (upperBase === 0n || upperBase < threshold) return undefined;
  if (lowerBase > 0n) return 'certain';
  return attributedToListed(trace.endpoints) > 0n ? 'attributed' : 'possible';
}

/** What the flow's method attributes to listed endpoints, in seed units. */
export function attributedToListed(endpoints: readonly Endpoint[]): bigint {
  return endpoints
    .filter((endpoint) => endpoint.kind === 'sanctioned')
    .reduce((sum, endpoint) => sum + endpoint.seedUnits, 0n);
}

/** Puts what a trace found and what it was found with into the answer. */
export function flowOf(
  context: FlowContext,
  id: string,
  seed: Seed,
  trace: SeedTrace,
  inputs: FlowInputs,
  reasons: readonly IncompleteReason[],
): Flow {
  const tracedAt = context.clock.now().toISOString();
  const flag = flagOf(trace, inputs.limits?.minimumBase ?? 1n);
  return {
    id,
    seed,
    inputs,
    endpoints: trace.endpoints,
    paths: trace.paths,
    ...(flag ? { flag } : {}),
    listedUpperBase: trace.listedBounds.upperBase,
    listedLowerBase: trace.listedBounds.lowerBase,
    completeness: completenessOf(distinct([...reasons, ...trace.reasons])),
    accounts: trace.accounts,
    tracedAt,
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
