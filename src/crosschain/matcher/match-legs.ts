import { type Leg, legKey } from '../../domain/leg.ts';
import { isByTime, mayBeCandidate } from './amount-time-tier.ts';
import { partyKey } from './contradiction.ts';
import { matchGroup } from './id-tier.ts';
import { type LegIndex, legIndex } from './leg-index.ts';
import type { LegMatch, MatchedLeg, MatchSettings } from './leg-match.ts';
import { isPromised, mayBePayout, mayBeRefund } from './structured-tier.ts';

/** Legs of one recipient and protocol beyond which matching without an id is not tried. */
const neighboursMax = 2_000;

/**
 * Finds where the value of sources went, in tiers: by ids that both sides carry or allow to
 * compute, then by what both events state, and last, as candidates that settle nothing, by amount
 * and time where a source names no receiver. A leg is used once, by the surest tier first; a payout
 * without an id is taken only when it and its source are each other's only candidate, or the only
 * one of exactly the promised amount. The result does not depend on the order of adding.
 */
export interface LegMatcher {
  add(leg: Leg): void;
  /**
   * Where the value of this source went, as far as the legs added so far tell: by every tier, or by
   * `ids` alone.
   */
  matchOf(source: Leg, tiers?: 'ids'): LegMatch;
  /** The source of a payout or refund, when there is one. */
  sourceOf(payout: Leg): LegMatch | undefined;
  size(): number;
}

/** A matcher without legs. */
export function legMatcher(settings: MatchSettings): LegMatcher {
  const index = legIndex();
  return {
    add: (leg) => index.add(leg),
    matchOf: (source, tiers) =>
      tiers === 'ids' ? byId(index, source) : matchOf(index, settings, source),
    sourceOf: (payout) => sourceOf(index, settings, payout),
    size: () => index.size(),
  };
}

/** Matches all sources among the legs, in the order given. */
export function matchLegs(legs: readonly Leg[], settings: MatchSettings): LegMatch[] {
  const matcher = legMatcher(settings);
  for (const leg of legs) matcher.add(leg);
  const sources = legs.filter((leg) => leg.role === 'source');
  return sources.map((source) => matcher.matchOf(source));
}

function byId(index: LegIndex, source: Leg): LegMatch {
  const matches = matchGroup(index.groupOf(source));
  const key = legKey(source);
  const own = matches.find((match) => legKey(match.source) === key);
  return own ?? { source, destinations: [], refunds: [], pending: 'not-seen' };
}

/** Whether the id tier has used the leg up, or keeps it from the other tiers. */
function isTaken(index: LegIndex, leg: Leg): boolean {
  if (leg.ids.length === 0) return false;
  const key = legKey(leg);
  return matchGroup(index.groupOf(leg)).some(
    (match) =>
      (legKey(match.source) === key && match.pending !== 'not-seen') ||
      [...match.destinations, ...match.refunds].some((other) => legKey(other.leg) === key),
  );
}

function matchOf(index: LegIndex, settings: MatchSettings, source: Leg): LegMatch {
  const match = byId(index, source);
  if (match.pending !== 'not-seen' || match.destinations.length > 0) return match;
  const candidates = payoutsFor(index, settings, source);
  if (!candidates) return { ...match, pending: 'many-to-many' };
  const payout = chosen(source, candidates, settings);
  const mutual =
    payout && chosenSource(payout, sourcesFor(index, settings, payout) ?? [], settings);
  if (payout && mutual && legKey(mutual) === legKey(source)) {
    return structured(match, 'destinations', payout);
  }
  if (candidates.length > 0) return { ...match, pending: 'ambiguous' };
  const refund = refundFor(index, settings, source);
  if (refund) return structured(match, 'refunds', refund);
  const leg = candidateFor(index, settings, source);
  return leg
    ? { ...match, destinations: [{ leg, method: 'amount-time', confidence: 'low' }] }
    : match;
}

/**
 * The payout that is the only one to fit a source without a receiver, which is the only one to fit
 * it: a candidate, so that the source stays open.
 */
function candidateFor(index: LegIndex, settings: MatchSettings, source: Leg): Leg | undefined {
  const around = timely(index, settings, source, 0, 1);
  const isFree = (leg: Leg) => mayBeCandidate(source, leg, settings) && !isTaken(index, leg);
  const [payout, ...others] = around?.filter(isFree) ?? [];
  if (!payout || others.length > 0 || sourcesFor(index, settings, payout)?.length !== 0) {
    return undefined;
  }
  const sources = timely(index, settings, payout, 1, 0)?.filter(
    (leg) => mayBeCandidate(leg, payout, settings) && !isTaken(index, leg),
  );
  return sources?.length === 1 ? payout : undefined;
}

/** Legs within so many windows before and after one; undefined when they are too many to tell apart. */
function timely(
  index: LegIndex,
  settings: MatchSettings,
  { protocol, time, role, recipient }: Leg,
  before: number,
  after: number,
): readonly Leg[] | undefined {
  const terms =
    isByTime({ role, ...(recipient ? { recipient } : {}) }) && settings.termsOf(protocol);
  if (!terms) return undefined;
  const [atMs, windowMs] = [Date.parse(time), terms.windowMinutes * 60_000];
  const found = index.ofTime(protocol, atMs - before * windowMs, atMs + after * windowMs);
  return found.length > neighboursMax ? undefined : found;
}

function sourceOf(index: LegIndex, settings: MatchSettings, payout: Leg): LegMatch | undefined {
  const key = legKey(payout);
  const bound = matchGroup(index.groupOf(payout)).find((match) =>
    [...match.destinations, ...match.refunds].some((other) => legKey(other.leg) === key),
  );
  if (bound) return bound;
  const source = chosenSource(payout, sourcesFor(index, settings, payout) ?? [], settings);
  const match = source && matchOf(index, settings, source);
  return match?.destinations.some((other) => legKey(other.leg) === key) ? match : undefined;
}

function structured(match: LegMatch, kind: 'destinations' | 'refunds', leg: Leg): LegMatch {
  const { pending: _settled, ...rest } = match;
  const found: MatchedLeg = { leg, method: 'structured', confidence: 'medium' };
  return { ...rest, [kind]: [found] };
}

/** Legs of the protocol that concern a party; undefined when they are too many to tell apart. */
function neighbours(
  index: LegIndex,
  protocol: string,
  party: Leg['recipient'],
): readonly Leg[] | undefined {
  const address = partyKey(party);
  const found = address === undefined ? [] : index.ofParty(protocol, address);
  return found.length > neighboursMax ? undefined : found;
}

function payoutsFor(index: LegIndex, settings: MatchSettings, source: Leg): Leg[] | undefined {
  return neighbours(index, source.protocol, source.recipient)?.filter(
    (leg) =>
      leg.role === 'destination' && mayBePayout(source, leg, settings) && !isTaken(index, leg),
  );
}

function sourcesFor(index: LegIndex, settings: MatchSettings, payout: Leg): Leg[] | undefined {
  return neighbours(index, payout.protocol, payout.recipient)?.filter(
    (leg) => leg.role === 'source' && mayBePayout(leg, payout, settings) && !isTaken(index, leg),
  );
}

/** A refund without an id belongs to a source when neither has another that it fits. */
function refundFor(index: LegIndex, settings: MatchSettings, source: Leg): Leg | undefined {
  const around = neighbours(index, source.protocol, source.sender) ?? [];
  const refunds = around.filter(
    (leg) => leg.role === 'refund' && mayBeRefund(source, leg, settings),
  );
  const [refund] = refunds;
  if (!refund || refunds.length > 1) return undefined;
  const sources = around.filter(
    (leg) => leg.role === 'source' && mayBeRefund(leg, refund, settings) && !isTaken(index, leg),
  );
  return sources.length === 1 ? refund : undefined;
}

function chosen(source: Leg, payouts: readonly Leg[], settings: MatchSettings): Leg | undefined {
  if (payouts.length <= 1) return payouts[0];
  const promised = payouts.filter((payout) => isPromised(source, payout, settings));
  return promised.length === 1 ? promised[0] : undefined;
}

function chosenSource(
  payout: Leg,
  sources: readonly Leg[],
  settings: MatchSettings,
): Leg | undefined {
  if (sources.length <= 1) return sources[0];
  const promised = sources.filter((source) => isPromised(source, payout, settings));
  return promised.length === 1 ? promised[0] : undefined;
}
