/** Whether everything that should have been looked at was, and if not, why not. */
export interface Completeness {
  readonly state: 'complete' | 'incomplete';
  /** Why it is incomplete; beside `complete`, what nobody asked to be looked at and was not. */
  readonly reasons: readonly IncompleteReason[];
}

export interface IncompleteReason {
  /** Stable, kebab-case: `no-source`, `list-stale`, `not-covered`, `source-failed`, `budget`, … */
  readonly code: string;
  readonly message: string;
}

export const complete: Completeness = { state: 'complete', reasons: [] };

/** Incomplete for the given reasons; complete when there is none. */
export function completenessOf(reasons: readonly IncompleteReason[]): Completeness {
  return reasons.length === 0 ? complete : { state: 'incomplete', reasons };
}
