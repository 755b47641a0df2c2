import { completenessOf, type IncompleteReason } from '../domain/completeness.ts';
import type { AttributionMethod, Flow, FlowInputs, Seed } from '../domain/flow.ts';
import { flagOf } from '../tracing/flag.ts';
import type { SeedTrace } from '../tracing/trace-result.ts';
import type { FlowContext } from './context.ts';

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
