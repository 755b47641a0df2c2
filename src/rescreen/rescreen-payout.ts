import { raiseAlert } from '../cases/raise-alert.ts';
import type { Transaction } from '../database/database.ts';
import { storeEvents } from '../database/events.ts';
import { formatDecimal } from '../domain/amount.ts';
import { chainOf } from '../domain/caip.ts';
import type { Screening, ScreeningSource } from '../domain/decision.ts';
import type { NameFacts } from '../domain/name-match.ts';
import type { PayoutState } from '../domain/payroll.ts';
import { unknownAsset } from '../payroll/resolve-payout.ts';
import type { FoundClusters } from '../screening/listed-clusters.ts';
import { insertScreenings } from '../screening/store.ts';
import type { RescreenContext } from './context.ts';
import { saveRescreened, type TouchedPayout } from './store.ts';

/** What rescreening one organisation works with, in one transaction. */
export interface RescreenTools {
  readonly tx: Transaction;
  readonly context: RescreenContext;
  readonly organisationId: string;
  readonly floor: readonly string[];
  readonly clusters: FoundClusters;
  readonly source: ScreeningSource;
}

/** A payout that was paid, or is being: nothing can be held any more. */
const paid: readonly PayoutState[] = ['settled', 'following', 'followed'];

/**
 * Screens a payout again, with what is found now for the name of its payee; one that meets the
 * floor is blocked, or raises an alert where it was paid already.
 */
export async function rescreenPayout(
  tools: RescreenTools,
  payout: TouchedPayout,
  names: NameFacts | undefined,
): Promise<void> {
  const { tx, context, organisationId } = tools;
  const screening = withChanges(screenAgain(tools, payout, names), payout);
  await insertScreenings(tx, organisationId, [screening]);
  const { decision, rule } = screening.verdict;
  const mustBlock = rule === 'floor' && !paid.includes(payout.state);
  const state = mustBlock ? 'blocked' : payout.state;
  await saveRescreened(tx, payout.id, { screeningId: screening.id, decision, state });
  if (isClusterHit(screening)) {
    await raiseAlert(tx, organisationId, context.clock, {
      ...clusterAlert(screening, `Payout ${payout.ref} goes to a wallet`),
      subject: { type: 'payout', id: payout.id },
    });
  }
  if (decision === payout.decision) return;
  await storeEvents(tx, organisationId, context.clock, [
    {
      type: 'wallet.risk_changed',
      subjectId: payout.id,
      data: { payout: payout.ref, from: payout.decision, to: decision, screeningId: screening.id },
    },
  ]);
  if (decision === 'block') await raiseBlocked(tools, payout, screening);
}

function screenAgain(
  { context: { screener }, floor, clusters, source }: RescreenTools,
  payout: TouchedPayout,
  names: NameFacts | undefined,
): Screening {
  if (payout.method !== 'wallet')
    return screener.withoutWallet(payout.method, floor, source, names);
  const subject = screener.read({
    account: payout.account ?? payout.given ?? '',
    memo: payout.memo,
  });
  const untraceable = payout.asset === null ? [unknownAsset] : [];
  const cluster = clusters.of(subject);
  return screener.subject(subject, floor, source, { names, cluster, untraceable });
}

/** Nothing but another account of the wallet's cluster is listed. */
export function isClusterHit({ verdict }: Screening): boolean {
  return verdict.rule === 'listed-cluster';
}

export function clusterAlert({ facts }: Screening, whose: string) {
  const party = facts.cluster?.listings[0]?.match.listing.party ?? 'a listed party';
  return {
    kind: 'cluster-listed',
    severity: 'high',
    title: `${whose} that shares its owner with an account of ${party}`,
  } as const;
}

function withChanges(screening: Screening, payout: TouchedPayout): Screening {
  const { decision } = screening.verdict;
  const changes =
    decision === payout.decision ? [] : [`decision ${payout.decision ?? 'none'} -> ${decision}`];
  return {
    ...screening,
    changes,
    ...(payout.screeningId ? { previousId: payout.screeningId } : {}),
  };
}

async function raiseBlocked(
  tools: RescreenTools,
  payout: TouchedPayout,
  screening: Screening,
): Promise<void> {
  const { tx, context, organisationId } = tools;
  const [match] = screening.facts.matches;
  const wasPaid = payout.settlement?.state === 'confirmed';
  const paidKind = match ? 'paid-wallet-listed' : 'paid-payee-blocked';
  await raiseAlert(tx, organisationId, context.clock, {
    kind: wasPaid ? paidKind : 'payout-blocked',
    severity: 'severe',
    title: wasPaid
      ? titleOfPaid(context, payout, screening)
      : `Payout ${payout.ref} goes to ${match ? 'a wallet that is listed now' : 'a payee who is blocked now'}`,
    subject: { type: 'payout', id: payout.id },
  });
}

/** Who paid whom, when, how much, and whether that was before or after the listing. */
function titleOfPaid(
  context: RescreenContext,
  payout: TouchedPayout,
  { facts, verdict }: Screening,
): string {
  const when = payout.settlement?.at.slice(0, 10) ?? '';
  const was = `${payout.employerRef} paid ${payout.payeeRef}${amountOf(context, payout)} on ${when}`;
  const listing = facts.matches[0]?.listing;
  if (!listing) return `${was}; ${verdict.reasons.join('; ')}`;
  const order = when > listing.published ? 'after' : 'before';
  return `${was}, ${order} the listing of ${listing.party} (${listing.published})`;
}

function amountOf({ chains }: RescreenContext, payout: TouchedPayout): string {
  if (payout.amountBase === null || payout.asset === null) return '';
  const asset = payout.account && chains.asset(chainOf(payout.account), payout.asset);
  if (!asset) return ` ${payout.amountBase} units of ${payout.asset}`;
  return ` ${formatDecimal(BigInt(payout.amountBase), asset.decimals)} ${asset.symbol}`;
}
