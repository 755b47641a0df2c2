import type { Leg } from '../../domain/leg.ts';
import { contradictsChain, contradictsId, partyKey } from './contradiction.ts';
import type { MatchSettings } from './leg-match.ts';
import { assetAndAmountAgree, isInWindow } from './structured-tier.ts';

/**
 * Whether a leg takes part in matching by amount and time: a payout, or a source that names no
 * receiver. One that names him is matched by what it names, or not at all.
 */
export function isByTime(leg: Pick<Leg, 'role' | 'recipient'>): boolean {
  return leg.role === 'destination' || isNameless(leg);
}

function isNameless({ role, recipient }: Pick<Leg, 'role' | 'recipient'>): boolean {
  return role === 'source' && partyKey(recipient) === undefined;
}

/**
 * Whether a payout may be that of a source without a receiver, by protocol, chains, asset, amount
 * less fees and time alone: for an analyst to look at, and no proof.
 */
export function mayBeCandidate(source: Leg, payout: Leg, settings: MatchSettings): boolean {
  const terms = settings.termsOf(source.protocol);
  return (
    terms !== undefined &&
    source.protocol === payout.protocol &&
    isNameless(source) &&
    payout.role === 'destination' &&
    !contradictsChain(source, payout) &&
    !contradictsId(source, payout) &&
    isInWindow(source, payout, terms) &&
    assetAndAmountAgree(source, payout, terms, settings)
  );
}
