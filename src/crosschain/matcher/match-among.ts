import type { Leg } from '../../domain/leg.ts';
import type { LegMatch, MatchSettings } from './leg-match.ts';
import { legMatcher } from './match-legs.ts';

/** Legs that could concern a source. */
export interface Neighbourhood {
  /** All that ids bind to it, directly or over links, itself included. */
  readonly bound: readonly Leg[];
  /** Legs that name its parties, with all that ids bind to those. */
  readonly others: readonly Leg[];
  /** Of which legs are missing: the limit was hit. */
  readonly truncated?: 'bound' | 'others';
}

/**
 * Where the value of a source went, as far as its neighbourhood tells. What was cut off could hold
 * the second payout of a tie, or a contradiction: then nothing is concluded from what is left, but
 * for ids when all that they bind is there.
 */
export function matchAmong(
  source: Leg,
  { bound, others, truncated }: Neighbourhood,
  settings: MatchSettings,
): LegMatch {
  const open: LegMatch = { source, destinations: [], refunds: [], pending: 'ambiguous' };
  if (truncated === 'bound') return open;
  const matcher = legMatcher(settings);
  for (const leg of bound) matcher.add(leg);
  const byId = matcher.matchOf(source, 'ids');
  if (byId.pending !== 'not-seen' || byId.destinations.length > 0) return byId;
  if (truncated) return open;
  for (const leg of others) matcher.add(leg);
  return matcher.matchOf(source);
}
