import type { PricedTransfer, SwapperFinding } from '../../domain/candidate.ts';

export interface SwapperTerms {
  /** Payouts begin this long after the deposit at the earliest: its confirmations. */
  readonly delayMinMinutes: number;
  readonly delayMaxMinutes: number;
  /** What the service may keep, and what prices may gain meanwhile. */
  readonly feeMaxBasisPoints: number;
  readonly gainMaxBasisPoints: number;
  /** By how much the best must lead the next, of a score of 1,000. */
  readonly leadMin: number;
}

/** Fees of services are mostly 0.5 to 4 percent; rates are fixed for minutes. */
export const usualTerms: SwapperTerms = {
  delayMinMinutes: 1,
  delayMaxMinutes: 60,
  feeMaxBasisPoints: 500,
  gainMaxBasisPoints: 50,
  leadMin: 250,
};

/**
 * The payout of an instant swapper that answers a deposit, among the payouts of the hot wallets of
 * that service, by value and time: the one best, clearly ahead of the next and not better suited
 * to another deposit, or none at all.
 */
export function swapperCandidate(
  deposit: PricedTransfer,
  deposits: readonly PricedTransfer[],
  payouts: readonly PricedTransfer[],
  terms: SwapperTerms = usualTerms,
): SwapperFinding {
  const ranked = rank(payouts, (payout) => score(deposit, payout, terms));
  const [best, next] = ranked;
  if (!best) return { state: 'none', considered: 0 };
  const runnerUp = next?.score ?? 0;
  const rivals = deposits.filter((other) => other.key !== deposit.key);
  const rival = Math.max(0, ...rivals.map((other) => score(other, best.item, terms)));
  if (best.score - runnerUp < terms.leadMin || best.score - rival < terms.leadMin) {
    return { state: 'ambiguous', considered: ranked.length };
  }
  return {
    state: 'candidate',
    considered: ranked.length,
    candidate: { deposit, payout: best.item, score: best.score, runnerUp },
  };
}

function rank(
  payouts: readonly PricedTransfer[],
  scoreOf: (payout: PricedTransfer) => number,
): { readonly item: PricedTransfer; readonly score: number }[] {
  return payouts
    .map((item) => ({ item, score: scoreOf(item) }))
    .filter((ranked) => ranked.score > 0)
    .sort((a, b) => b.score - a.score);
}

const basisPoints = 10_000n;

/** 0 outside the terms; a swap gives another asset than it took. */
function score(deposit: PricedTransfer, payout: PricedTransfer, terms: SwapperTerms): number {
  const delayMinutes = (Date.parse(payout.time) - Date.parse(deposit.time)) / 60_000;
  if (delayMinutes < terms.delayMinMinutes || delayMinutes > terms.delayMaxMinutes) return 0;
  if (payout.asset === deposit.asset || deposit.usdMicros <= 0n) return 0;
  const lost = ((deposit.usdMicros - payout.usdMicros) * basisPoints) / deposit.usdMicros;
  if (lost > BigInt(terms.feeMaxBasisPoints) || lost < -BigInt(terms.gainMaxBasisPoints)) return 0;
  const span = terms.feeMaxBasisPoints + terms.gainMaxBasisPoints;
  const inValue = 1 - (Number(lost) + terms.gainMaxBasisPoints) / (span + 1);
  const inTime = 1 - delayMinutes / (terms.delayMaxMinutes + 1);
  return Math.round(1_000 * Math.sqrt(inValue * inTime));
}
