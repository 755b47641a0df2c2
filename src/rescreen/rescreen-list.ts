import { keyTwins } from '../accounts/key-twins.ts';
import { raiseAlert } from '../cases/raise-alert.ts';
import type { Transaction } from '../database/database.ts';
import { storeEvents } from '../database/events.ts';
import type { Screening } from '../domain/decision.ts';
import type { NameFacts } from '../domain/name-match.ts';
import type { PayoutState } from '../domain/payroll.ts';
import type { ListChange } from '../ports/lists.ts';
import type { FoundClusters } from '../screening/listed-clusters.ts';
import { subjectOfPayee, withDismissals } from '../screening/payee-names.ts';
import { floorOf, insertScreenings } from '../screening/store.ts';
import type { RescreenContext } from './context.ts';
import {
  refollow,
  saveRescreened,
  type TouchedPayee,
  type TouchedPayout,
  touchedPayees,
  touchedPayouts,
} from './store.ts';
import { payeesByRef } from './store-payees.ts';

/** Changes of one version that one job takes in; a publisher's whole list is smaller. */
const changesMax = 100_000;

export interface Rescreened {
  readonly accounts: number;
  readonly payouts: number;
  readonly payees: number;
  readonly flows: number;
}

/** A payout that was paid, or is being: nothing can be held any more. */
const paid: readonly PayoutState[] = ['settled', 'following', 'followed'];

/**
 * What a new version of a list makes of one organisation's past: every payout and payee whose wallet
 * the difference touches, itself or another account of its cluster, is screened again, and every
 * flow with such a wallet on it is followed again. Running it twice screens twice and alarms once.
 */
export async function rescreenList(
  context: RescreenContext,
  organisationId: string,
  version: { readonly list: string; readonly versionId: number },
): Promise<Rescreened> {
  const changes = await context.lists.changes({ ...version, limit: changesMax });
  const keys = touchedKeys(changes);
  if (keys.length === 0) return { accounts: 0, payouts: 0, payees: 0, flows: 0 };
  const near = await context.clusters.keysBeside(organisationId, keys);
  const clusters = await searchClusters(context, organisationId, near);
  const done = await context.database.tenant(organisationId, async (tx) => {
    const floor = await floorOf(tx, organisationId);
    const payouts = await touchedPayouts(tx, near);
    const payees = await touchedPayees(tx, near);
    const refs = [...payouts.map(({ payeeRef }) => payeeRef), ...payees.map(({ ref }) => ref)];
    const tools: Tools = {
      tx,
      context,
      organisationId,
      floor,
      names: await namesOf(tx, context, refs),
      clusters,
    };
    for (const payout of payouts) await rescreenPayout(tools, payout);
    await rescreenPayees(tools, payees);
    const flows = await refollow(tx, keys, () => context.clock.id());
    return { payouts: payouts.length, payees: payees.length, flows };
  });
  await context.work.enqueue(
    done.flows.map(({ flowId }) => ({ kind: 'follow', organisationId, flowId, attempt: 1 })),
  );
  return { accounts: keys.length, ...done, flows: done.flows.length };
}

/** Wallets that a difference names, and their key twins, whose standing changes with them. */
function touchedKeys(changes: readonly ListChange[]): string[] {
  const named = changes.flatMap((change) => change.accountKey ?? []);
  return [...new Set(named.flatMap((key) => [key, ...keyTwins(key)]))];
}

/** What rescreening one organisation works with, in one transaction. */
interface Tools {
  readonly tx: Transaction;
  readonly context: RescreenContext;
  readonly organisationId: string;
  readonly floor: readonly string[];
  /** What was found for the payees' names: a new look at a wallet does not forget them. */
  readonly names: ReadonlyMap<string, NameFacts>;
  readonly clusters: FoundClusters;
}

/** What is found in the clusters of the wallets that will be screened again. */
async function searchClusters(
  { database, clusters }: RescreenContext,
  organisationId: string,
  keys: readonly string[],
): Promise<FoundClusters> {
  const wallets = await database.tenant(organisationId, async (tx) => [
    ...(await touchedPayouts(tx, keys)),
    ...(await touchedPayees(tx, keys)),
  ]);
  return await clusters.search(organisationId, wallets);
}

async function namesOf(
  tx: Transaction,
  context: RescreenContext,
  refs: readonly string[],
): Promise<Map<string, NameFacts>> {
  const payees = [...(await payeesByRef(tx, [...new Set(refs)])).values()];
  const found = await context.names.search(payees.map(subjectOfPayee));
  const asked = payees.flatMap(({ ref: payeeRef }, at) => {
    const names = found[at];
    return names ? [{ payeeRef, names }] : [];
  });
  const settled = await withDismissals(tx, asked, context.clock.now());
  return new Map(asked.map(({ payeeRef, names }, at) => [payeeRef, settled[at] ?? names]));
}

async function rescreenPayout(tools: Tools, payout: TouchedPayout): Promise<void> {
  const { tx, context, organisationId, floor } = tools;
  const subject = context.screener.read({ account: payout.account, memo: payout.memo });
  const names = tools.names.get(payout.payeeRef);
  const cluster = tools.clusters.of(subject);
  const made = context.screener.subject(subject, floor, 'list_update', { names, cluster });
  const screening = withChanges(made, payout);
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
  if (decision === 'block') await raiseListed(tx, context, organisationId, payout, screening);
}

/** Nothing but another account of the wallet's cluster is listed. */
function isClusterHit({ verdict }: Screening): boolean {
  return verdict.rule === 'listed-cluster';
}

function clusterAlert({ facts }: Screening, whose: string) {
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

/** Who paid whom, when, how much, and whether that was before or after the listing. */
async function raiseListed(
  tx: Transaction,
  context: RescreenContext,
  organisationId: string,
  payout: TouchedPayout,
  screening: Screening,
): Promise<void> {
  const listing = screening.facts.matches[0]?.listing;
  const wasPaid = payout.settlement?.state === 'confirmed';
  const when = payout.settlement?.at.slice(0, 10) ?? '';
  const order = when > (listing?.published ?? '') ? 'after' : 'before';
  await raiseAlert(tx, organisationId, context.clock, {
    kind: wasPaid ? 'paid-wallet-listed' : 'payout-blocked',
    severity: 'severe',
    title: wasPaid
      ? `${payout.employerRef} paid ${payout.payeeRef} on ${when}, ${order} the listing of ${listing?.party ?? 'the wallet'} (${listing?.published ?? 'no date'})`
      : `Payout ${payout.ref} goes to a wallet that is listed now`,
    subject: { type: 'payout', id: payout.id },
  });
}

async function rescreenPayees(tools: Tools, payees: readonly TouchedPayee[]): Promise<void> {
  const { tx, context, organisationId, floor } = tools;
  const screenings = payees.map(({ account, ref }) => {
    const [names, cluster] = [tools.names.get(ref), tools.clusters.of({ account })];
    return context.screener.wallet({ account }, floor, 'list_update', { names, cluster });
  });
  await insertScreenings(tx, organisationId, screenings);
  for (const [index, { ref }] of payees.entries()) {
    const screening = screenings[index];
    if (screening && isClusterHit(screening)) {
      await raiseAlert(tx, organisationId, context.clock, {
        ...clusterAlert(screening, `Payee ${ref} has a wallet`),
        subject: { type: 'payee', id: ref },
      });
    }
    if (screening?.verdict.decision !== 'block') continue;
    await raiseAlert(tx, organisationId, context.clock, {
      kind: 'payee-wallet-listed',
      severity: 'severe',
      title: `The wallet of payee ${ref} is listed now`,
      subject: { type: 'payee', id: ref },
    });
  }
}
