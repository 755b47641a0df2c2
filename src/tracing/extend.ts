import type { Transfer } from '../domain/transfer.ts';
import { buildSubgraph } from './subgraph-builder.ts';
import type { TraceHorizon, TraceRequest } from './trace-request.ts';

/**
 * The request of a stored flow, moved on to a later horizon. `transfers` are those of the loaded
 * pots in the new blocks; nothing that was loaded is needed again. Tracing it may ask for further
 * pots, which value has only now reached or whose gains only now reach the minimum: these from
 * their first gain, which may lie before the old horizon. The answer equals that of a trace that
 * begins with the new horizon.
 */
export function extendedRequest(
  request: TraceRequest,
  transfers: readonly Transfer[],
  horizon: TraceHorizon,
): TraceRequest {
  const all = [...request.subgraph.transfers, ...transfers];
  return { ...request, subgraph: buildSubgraph(all, request.conversions), horizon };
}
