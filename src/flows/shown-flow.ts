import type { Endpoint, Flow } from '../domain/flow.ts';
import { type Spread, spreadOf } from '../tracing/trace-result.ts';
import type { FlowRow } from './flow-row.ts';

/** A flow as it is shown: each end with its spread, which its amounts by method tell. */
export interface ShownFlow extends FlowRow {
  readonly result?: Omit<Flow, 'endpoints'> & {
    readonly endpoints: readonly (Endpoint & { readonly spread: Spread })[];
  };
}

export function shownFlow(row: FlowRow): ShownFlow {
  const { result, ...rest } = row;
  if (!result) return rest;
  const endpoints = result.endpoints.map((end) => ({ ...end, spread: spreadOf(end) }));
  return { ...rest, result: { ...result, endpoints } };
}
