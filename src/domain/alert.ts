export const alertStates = ['open', 'investigating', 'closed'] as const;
export type AlertState = (typeof alertStates)[number];

/** Something a person must look at. */
export interface Alert {
  readonly id: string;
  /** `flow-flagged`, `payout-blocked`, `paid-while-held`, `settlement-ambiguous`, `list-stale`, … */
  readonly kind: string;
  readonly severity: 'severe' | 'high' | 'medium' | 'low';
  readonly title: string;
  readonly subject: { readonly type: string; readonly id: string };
  readonly state: AlertState;
  readonly assignee?: string;
  readonly reason?: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
}

export type DomainEventType =
  | 'screening.completed'
  | 'payout.decided'
  | 'payout.settled'
  | 'flow.completed'
  | 'flow.flagged'
  | 'flow.withdrawn'
  | 'inquiry.answered'
  | 'convergence.found'
  | 'wallet.risk_changed'
  | 'alert.created'
  | 'alert.updated'
  | 'list.updated'
  | 'list.stale';

/** Stored with the change that it tells of; delivery by webhook reads the store. */
export interface DomainEvent {
  readonly type: DomainEventType;
  readonly subjectId: string;
  readonly data: Readonly<Record<string, unknown>>;
}
