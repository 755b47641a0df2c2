import type { Endpoint, Flow } from '../domain/flow.ts';
import { type Spread, spreadOf } from '../tracing/trace-result.ts';
import type { FlowRow } from './flow-row.ts';

/** An end with its spread, which its amounts by method tell. */
export type ShownEndpoint = Endpoint & { readonly spread: Spread };

/** A flow as it is shown. */
export interface ShownFlow extends FlowRow {
  readonly result?: Omit<Flow, 'endpoints'> & {
    readonly endpoints: readonly ShownEndpoint[];
  };
}

export function shownFlow(row: FlowRow): ShownFlow {
  const { result, ...rest } = row;
  if (!result) return rest;
  return { ...rest, result: { ...result, endpoints: result.endpoints.map(shownEndpoint) } };
}

export function shownEndpoint(end: Endpoint): ShownEndpoint {
  return { ...end, spread: spreadOf(end) };
}
