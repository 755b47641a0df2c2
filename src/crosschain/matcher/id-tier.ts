import type { ConversionConfidence, ConversionMethod } from '../../domain/conversion.ts';
import type { Leg } from '../../domain/leg.ts';
import { contradictsChain, contradictsRecipient, partyKey } from './contradiction.ts';
import type { LegGroup } from './leg-index.ts';
import { byTime, type LegMatch, type MatchedLeg, termsOfSource } from './leg-match.ts';

/**
 * Pairs the legs of one group, whose ids say that they belong together. Legs of listed contracts
 * displace those of unlisted ones. One source takes its payout, or several that say they are
 * partial; several sources that share an id (a batch, identical transfers) are told apart by
 * recipient and amount, and identical ones are paired in order of time, since any pairing of them
 * is the same. Whatever remains undecided stays open as `ambiguous`.
 */
export function matchGroup(group: LegGroup): LegMatch[] {
  const sources = bestStanding(group.sources);
  if (group.truncated) return sources.map((source) => open(source, 'many-to-many'));
  const destinations = bestStanding(group.destinations);
  const first = sources[0];
  const believed = { ...group, ...believedBy(first, group) };
  if (first && sources.length === 1) return [matchOne(first, destinations, believed)];
  return matchMany(sources, destinations, believed);
}

/**
 * What is said of a source of a listed contract is believed of none that is not: anybody could say
 * that it was refunded, or that its receiver changed.
 */
function believedBy(source: Leg | undefined, { refunds, updates }: LegGroup) {
  const isBelieved = (leg: Leg) => source?.contract !== 'listed' || leg.contract !== 'unlisted';
  return { refunds: refunds.filter(isBelieved), updates: updates.filter(isBelieved) };
}

function open(source: Leg, pending: NonNullable<LegMatch['pending']>): LegMatch {
  return { source, destinations: [], refunds: [], pending };
}

function bestStanding(legs: readonly Leg[]): readonly Leg[] {
  const listed = legs.filter((leg) => leg.contract === 'listed');
  return listed.length > 0 ? listed : legs;
}

function matchOne(source: Leg, destinations: readonly Leg[], group: LegGroup): LegMatch {
  const fitting = destinations.filter((leg) => fits(source, leg, group.updates));
  const refunds = refundsOf(source, group).map((leg) => matched(source, leg));
  const chosen = fitting.some((leg) => leg.partial) ? fitting : onlyOne(source, fitting, group);
  if (!chosen) return { source, destinations: [], refunds, pending: 'ambiguous' };
  const arrived = chosen.length > 0 && isWhole(source, chosen, group);
  return {
    source,
    destinations: chosen.map((leg) => matched(source, leg)),
    refunds,
    ...(arrived || refunds.length > 0 ? {} : { pending: 'not-seen' }),
  };
}

/** Less than this part of the amount is no fee of partial payouts: some are still to come. 10 percent. */
const partsMissingMaxPercent = 10n;

/** Parts are whole when together they make up what was promised, or given, but for a fee. */
function isWhole(source: Leg, chosen: readonly Leg[], group: LegGroup): boolean {
  if (!chosen.some((leg) => leg.partial)) return true;
  const paid = chosen.reduce((sum, leg) => sum + (leg.amountBase ?? 0n), 0n);
  const { expected } = termsOfSource(source, group.updates);
  const whole = expected ?? source.amountBase ?? 0n;
  return paid * 100n >= whole * (100n - partsMissingMaxPercent);
}

/** Refunds on the source's chain: where one of several goes to the sender, that one. */
function refundsOf(source: Leg, group: LegGroup): readonly Leg[] {
  const refunds = group.refunds.filter((leg) => leg.chain === source.chain);
  const own = refunds.filter((leg) => partyKey(leg.recipient) === partyKey(source.sender));
  return refunds.length > 1 && own.length > 0 ? own : refunds;
}

/**
 * The one payout of a source: of several that bear its id, the only one to the declared receiver, or
 * of those the only one of the expected amount.
 */
function onlyOne(
  source: Leg,
  fitting: readonly Leg[],
  group: LegGroup,
): readonly Leg[] | undefined {
  if (fitting.length <= 1) return fitting;
  const { recipient, expected } = termsOfSource(source, group.updates);
  const own = fitting.filter((leg) => partyKey(leg.recipient) === partyKey(recipient));
  const exact = own.length > 1 ? own.filter((leg) => leg.amountBase === expected) : own;
  return exact.length === 1 ? exact : undefined;
}

/** A payout of a listed contract may go to another than declared: a forwarder, a speed-up. */
function fits(source: Leg, leg: Leg, updates: readonly Leg[]): boolean {
  if (contradictsChain(source, leg)) return false;
  const { recipient } = termsOfSource(source, updates);
  return leg.contract === 'listed' || !contradictsRecipient(recipient, leg);
}

function matchMany(
  sources: readonly Leg[],
  destinations: readonly Leg[],
  group: LegGroup,
): LegMatch[] {
  const termsKey = (leg: Leg, base: bigint | undefined) =>
    `${partyKey(leg.recipient) ?? '?'} ${base ?? '?'}`;
  const waiting = new Map<string, Leg[]>();
  for (const leg of [...destinations].sort(byTime)) {
    const key = termsKey(leg, leg.amountBase);
    waiting.set(key, [...(waiting.get(key) ?? []), leg]);
  }
  return [...sources].sort(byTime).map((source) => {
    const { expected } = termsOfSource(source, group.updates);
    const queue =
      waiting.get(termsKey(source, expected)) ?? waiting.get(termsKey(source, source.amountBase));
    const leg = queue?.find((candidate) => fits(source, candidate, group.updates));
    if (!queue || !leg) return open(source, destinations.length > 0 ? 'ambiguous' : 'not-seen');
    queue.splice(queue.indexOf(leg), 1);
    return { source, destinations: [matched(source, leg)], refunds: [] };
  });
}

/** `exact-id` when both legs carry the same exact id; over a link or a computed id `derived-id`. */
function matched(source: Leg, leg: Leg): MatchedLeg {
  const own = new Map(source.ids.map((id) => [id.text, id.kind]));
  const isExact = leg.ids.some((id) => id.kind === 'exact-id' && own.get(id.text) === 'exact-id');
  const method: ConversionMethod = isExact ? 'exact-id' : 'derived-id';
  const isListed = source.contract === 'listed' && leg.contract === 'listed';
  const confidence: ConversionConfidence = isListed ? 'certain' : 'high';
  return { leg, method, confidence };
}
