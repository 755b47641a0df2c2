import type { AccountId } from '../domain/caip.ts';
import type { Flow, TraceDirection } from '../domain/flow.ts';
import type { FlowRequest } from './flow-request.ts';
import type { FlowHorizon } from './horizon.ts';

export const flowStates = ['requested', 'reading', 'traced', 'failed', 'withdrawn'] as const;
export type FlowState = (typeof flowStates)[number];

/** A flow from the moment it was asked for. */
export interface FlowRow {
  readonly id: string;
  readonly payoutId?: string;
  readonly request: FlowRequest;
  readonly direction: TraceDirection;
  readonly state: FlowState;
  readonly result?: Flow;
  readonly failure?: { readonly code: string; readonly message: string };
  readonly horizon?: FlowHorizon;
  /** Readings that were asked for, by account. */
  readonly readings: Readonly<Record<AccountId, string>>;
  readonly wave: number;
  readonly attempt: number;
  readonly createdAt: string;
}

/** What of a flow is told wherever it is told. */
export type FlowHead = Pick<
  FlowRow,
  'id' | 'payoutId' | 'request' | 'direction' | 'state' | 'failure' | 'createdAt'
>;

export interface ProgressEvent {
  readonly sequence: number;
  readonly stage: string;
  readonly data: unknown;
  readonly at: string;
}
