import type { AccountId, ChainId } from '../domain/caip.ts';
import type {
  Conversion,
  ConversionDestination,
  ConversionSide,
  DeclaredEnd,
  PendingReason,
} from '../domain/conversion.ts';
import type { Leg } from '../domain/leg.ts';
import type { LegMatch, MatchedLeg } from './matcher/leg-match.ts';
import { amountsInOneUnit, type UnitSettings } from './one-unit.ts';

/**
 * A bridge transfer as a conversion, from the side that gave and what the matcher found, with the
 * chain and the receiver that the source declares, so that they can be screened at once. What has
 * not arrived is `pending`; on a chain that nothing here reads it never will be seen.
 */
export function bridgeConversion(
  side: ConversionSide,
  match: LegMatch,
  isReadable: (chain: ChainId) => boolean,
  units: UnitSettings,
): Conversion {
  const { source } = match;
  const destinations = [
    ...match.destinations.flatMap((found) => destinationOf(found, false)),
    ...match.refunds.flatMap((found) => destinationOf(found, true)),
  ];
  const reason = pendingReason(match, isReadable);
  const declared = declaredEnd(source);
  return {
    kind: 'bridge',
    protocol: source.protocol,
    source: side,
    destinations,
    fees: feesOf(match),
    ...(declared ? { declared } : {}),
    ...(reason === undefined ? {} : { pending: { reason, ...restOf(match, units) } }),
  };
}

/**
 * What is still to come of what was promised, or given: less what was paid, in the units of what
 * was paid. Nothing where the two cannot be counted in one.
 */
function restOf(
  { source, destinations }: LegMatch,
  units: UnitSettings,
): Pick<NonNullable<Conversion['pending']>, 'amountBase' | 'asset'> {
  const { expects } = source;
  const amountBase = expects?.amountBase ?? source.amountBase;
  const asset = expects?.asset ?? source.asset;
  if (amountBase === undefined) return {};
  const paid = destinations.filter(isProven).map(({ leg }) => ({
    asset: leg.asset,
    amountBase: leg.amountBase ?? 0n,
  }));
  if (paid.length === 0) return { amountBase, ...(asset ? { asset } : {}) };
  const [one, ...parts] = amountsInOneUnit([{ asset, amountBase: 1n }, ...paid], units) ?? [];
  if (one === undefined) return {};
  const paidBase = parts.reduce((sum, part) => sum + part, 0n);
  return { amountBase: (amountBase * one - paidBase) / one, ...(asset ? { asset } : {}) };
}

/** What the source declares before any change of its terms: whom the sender named. */
function declaredEnd({ counterpart, counterpartRaw, recipient }: Leg): DeclaredEnd | undefined {
  if (counterpart === undefined && counterpartRaw === undefined && !recipient) return undefined;
  return {
    ...(counterpart === undefined ? {} : { chain: counterpart }),
    ...(counterpartRaw === undefined ? {} : { chainRaw: counterpartRaw }),
    ...(recipient ? { recipient } : {}),
  };
}

function pendingReason(
  { source, pending }: LegMatch,
  isReadable: (chain: ChainId) => boolean,
): PendingReason | undefined {
  const isElsewhere = source.counterpart !== undefined && !isReadable(source.counterpart);
  return pending === 'not-seen' && isElsewhere ? 'unsupported-chain' : pending;
}

function paidOf({ destinations }: LegMatch): bigint {
  return destinations.filter(isProven).reduce((sum, { leg }) => sum + (leg.amountBase ?? 0n), 0n);
}

/** A candidate by amount and time has paid nothing. */
const isProven = ({ method }: MatchedLeg): boolean => method !== 'amount-time';

/** A leg without a known receiver, asset or amount proves arrival, but nothing can follow it. */
function destinationOf(found: MatchedLeg, refund: boolean): ConversionDestination[] {
  const { leg, method, confidence } = found;
  const account: AccountId | undefined = leg.recipient?.account;
  if (!account || leg.asset === undefined || leg.amountBase === undefined) return [];
  const { chain, tx, time, asset, amountBase, transferKeys } = leg;
  return [
    { chain, tx, time, account, asset, amountBase, transferKeys, method, confidence, refund },
  ];
}

/** What is missing on arrival, where both sides count the same units: the bridge names them so. */
function feesOf(match: LegMatch): Conversion['fees'] {
  const { source } = match;
  const given = source.amountBase;
  const paid = paidOf(match);
  if (match.pending || match.refunds.length > 0 || !isSameUnit(source, match.destinations))
    return [];
  if (given === undefined || source.asset === undefined || paid >= given) return [];
  return [{ asset: source.asset, amountBase: given - paid }];
}

/** A fee above this part of the amount is no fee but another unit: 20 percent. */
const feeMaxPercent = 20n;

function isSameUnit(source: Leg, found: readonly MatchedLeg[]): boolean {
  const paid = found.reduce((sum, { leg }) => sum + (leg.amountBase ?? 0n), 0n);
  const given = source.amountBase ?? 0n;
  return paid > 0n && given > 0n && (given - paid) * 100n <= given * feeMaxPercent;
}
