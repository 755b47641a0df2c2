import type { AssetId } from '../../domain/caip.ts';
import type { Leg } from '../../domain/leg.ts';
import {
  contradictsChain,
  contradictsId,
  contradictsRecipient,
  partyKey,
} from './contradiction.ts';
import type { MatchSettings, MatchTerms } from './leg-match.ts';

const basisPoints = 10_000n;
const minuteMs = 60_000;

/**
 * Whether a payout may be that of a source by what both events state: protocol, chains, recipient,
 * asset, amount less fees, and time. Every statement that exists must agree, and the recipient must
 * be stated. Where a protocol states no chain (lanes with contracts of their own), only the very
 * amount in an asset of the same family is taken.
 */
export function mayBePayout(source: Leg, payout: Leg, settings: MatchSettings): boolean {
  const terms = settings.termsOf(source.protocol);
  if (!terms || source.protocol !== payout.protocol) return false;
  const namesChain = source.counterpart !== undefined || payout.counterpart !== undefined;
  if (partyKey(source.recipient) === undefined || partyKey(payout.recipient) === undefined)
    return false;
  return (
    !contradictsChain(source, payout) &&
    !contradictsRecipient(source.recipient, payout) &&
    !contradictsId(source, payout) &&
    isInWindow(source, payout, terms) &&
    assetAndAmountAgree(source, payout, terms, settings) &&
    (namesChain ||
      (isPromised(source, payout, settings) && assetAgreement(source, payout, settings) === 'same'))
  );
}

/** Whether value that came back on the source's chain may be the refund of a source. */
export function mayBeRefund(source: Leg, refund: Leg, settings: MatchSettings): boolean {
  const terms = settings.termsOf(source.protocol);
  return (
    terms !== undefined &&
    source.protocol === refund.protocol &&
    source.chain === refund.chain &&
    refund.ids.length === 0 &&
    source.asset === refund.asset &&
    source.amountBase === refund.amountBase &&
    partyKey(source.sender) === partyKey(refund.recipient) &&
    isInWindow(source, refund, { ...terms, windowMinutes: 2 * terms.windowMinutes })
  );
}

/** True when the amount is exactly what the source promised, or all that it gave. */
export function isPromised(source: Leg, payout: Leg, settings: MatchSettings): boolean {
  const { amountBase } = payout;
  if (amountBase === undefined) return false;
  const given = source.amountBase;
  return (
    expectedThere(source, payout, settings) === amountBase ||
    (given !== undefined &&
      inDecimalsOf(given, source.asset, payout.asset, settings) === amountBase)
  );
}

/**
 * What a source says will arrive, in units of the payout's asset. An event that names the asset over
 * there counts in its units; one that does not repeats its own.
 */
function expectedThere(source: Leg, payout: Leg, settings: MatchSettings): bigint | undefined {
  const expected = source.expects?.amountBase ?? source.amountBase;
  if (expected === undefined || source.expects?.asset !== undefined) return expected;
  return inDecimalsOf(expected, source.asset, payout.asset, settings);
}

export function isInWindow(source: Leg, payout: Leg, terms: MatchTerms): boolean {
  const delayMs = Date.parse(payout.time) - Date.parse(source.time);
  return delayMs >= 0 && delayMs <= terms.windowMinutes * minuteMs;
}

type Agreement = 'same' | 'unknown' | 'differs';

/** Assets of one family and an amount less the fees that a protocol takes; of others the very amount. */
export function assetAndAmountAgree(
  source: Leg,
  payout: Leg,
  terms: MatchTerms,
  settings: MatchSettings,
): boolean {
  const assets = assetAgreement(source, payout, settings);
  if (assets === 'differs' || payout.amountBase === undefined) return false;
  // Of assets that nothing relates, only the very amount speaks for one transfer.
  if (assets === 'unknown') return isPromised(source, payout, settings);
  const scaled = expectedThere(source, payout, settings);
  if (scaled === undefined) return false;
  const minimum = source.expects?.minimumBase;
  const least = (scaled * (basisPoints - BigInt(terms.feeMaxBasisPoints))) / basisPoints;
  const floor = minimum !== undefined && minimum > 0n && minimum < least ? minimum : least;
  return payout.amountBase <= scaled && payout.amountBase >= floor;
}

function assetAgreement(source: Leg, payout: Leg, settings: MatchSettings): Agreement {
  const stated = source.expects?.asset;
  if (payout.asset === undefined) return 'unknown';
  if (stated === payout.asset) return 'same';
  const wanted = familyOf(stated ?? source.asset, settings);
  const got = familyOf(payout.asset, settings);
  if (wanted !== undefined && got !== undefined) return wanted === got ? 'same' : 'differs';
  return stated === undefined ? 'unknown' : 'differs';
}

function familyOf(asset: AssetId | undefined, settings: MatchSettings): string | undefined {
  return asset === undefined ? undefined : settings.familyOf(asset);
}

function inDecimalsOf(
  amount: bigint,
  from: AssetId | undefined,
  to: AssetId | undefined,
  { decimalsOf }: MatchSettings,
): bigint {
  const [own, other] = [from && decimalsOf(from), to && decimalsOf(to)];
  if (own === undefined || other === undefined || own === other) return amount;
  return own < other ? amount * 10n ** BigInt(other - own) : amount / 10n ** BigInt(own - other);
}
