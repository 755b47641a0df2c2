import type { ListStatus } from '../ports/lists.ts';
import type { ListSource } from './list-source.ts';
import { citedVersion } from './list-version.ts';
import type { ListConfig } from './lists-config.ts';
import type { ListState } from './store-version.ts';

const hourMs = 3_600_000;

/** Too long since the publisher was last reached, or since the shipped version was loaded. */
export function isStale(config: ListConfig, state: ListState | undefined, at: Date): boolean {
  const checkedAt = state?.checkedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  return at.getTime() - checkedAt > config.maxAgeHours * hourMs;
}

/** What the operator sees of a list. */
export function listStatus(
  source: ListSource,
  config: ListConfig,
  state: ListState | undefined,
  at: Date,
): ListStatus {
  return {
    list: source.list,
    publisher: source.publisher,
    effect: source.effect,
    jurisdiction: source.jurisdiction,
    ...(state?.version ? { version: citedVersion(state.version) } : {}),
    required: config.required,
    identifiers: state?.version?.identifiers ?? 0,
    kept: state?.kept ?? 0,
    ...(state?.checkedAt ? { checkedAt: state.checkedAt.toISOString() } : {}),
    ...(state?.failure ? { failure: state.failure } : {}),
    stale: isStale(config, state, at),
    refreshing: state?.refreshingUntil !== undefined && state.refreshingUntil > at,
  };
}
