import { keyTwins } from '../accounts/key-twins.ts';
import { raiseAlert } from '../cases/raise-alert.ts';
import type { Transaction } from '../database/database.ts';
import type { NameFacts } from '../domain/name-match.ts';
import type { FoundClusters } from '../screening/listed-clusters.ts';
import { subjectOfPayee, withFindings } from '../screening/payee-names.ts';
import { floorOf, insertScreenings } from '../screening/store.ts';
import type { RescreenContext } from './context.ts';
import {
  clusterAlert,
  isClusterHit,
  type RescreenTools,
  rescreenPayout,
} from './rescreen-payout.ts';
import { refollow, type TouchedPayee, touchedPayees, touchedPayouts } from './store.ts';
import { payeesByRef } from './store-payees.ts';
import { versionChanges } from './version-changes.ts';

export interface Rescreened {
  readonly accounts: number;
  readonly payouts: number;
  readonly payees: number;
  readonly flows: number;
}

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
  const keys = await touchedKeys(context, version);
  if (keys.length === 0) return { accounts: 0, payouts: 0, payees: 0, flows: 0 };
  const near = await context.clusters.keysBeside(organisationId, keys);
  const clusters = await searchClusters(context, organisationId, near);
  const done = await context.database.tenant(organisationId, async (tx) => {
    const floor = await floorOf(tx, organisationId);
    const payouts = await touchedPayouts(tx, near);
    const payees = await touchedPayees(tx, near);
    const refs = [...payouts.map(({ payeeRef }) => payeeRef), ...payees.map(({ ref }) => ref)];
    const tools = { tx, context, organisationId, floor, clusters, source: 'list_update' } as const;
    // A new look at a wallet does not forget what was found for the payee's name.
    const names = await namesOf(tx, context, refs);
    for (const payout of payouts) await rescreenPayout(tools, payout, names.get(payout.payeeRef));
    await rescreenPayees(tools, payees, names);
    const flows = await refollow(tx, keys, () => context.clock.id());
    return { payouts: payouts.length, payees: payees.length, flows };
  });
  await context.work.enqueue(
    done.flows.map(({ flowId }) => ({ kind: 'follow', organisationId, flowId, attempt: 1 })),
  );
  return { accounts: keys.length, ...done, flows: done.flows.length };
}

/** Wallets that a difference names, and their key twins, whose standing changes with them. */
async function touchedKeys(
  { lists }: RescreenContext,
  version: { readonly list: string; readonly versionId: number },
): Promise<string[]> {
  const keys = new Set<string>();
  for await (const { accountKey } of versionChanges(lists, version)) {
    if (accountKey === undefined) continue;
    for (const key of [accountKey, ...keyTwins(accountKey)]) keys.add(key);
  }
  return [...keys];
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
  return await clusters.search(
    organisationId,
    wallets.map(({ account }) => (account ? { account } : {})),
  );
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
  const settled = await withFindings(tx, asked, context.clock.now());
  return new Map(asked.map(({ payeeRef, names }, at) => [payeeRef, settled[at] ?? names]));
}

async function rescreenPayees(
  tools: RescreenTools,
  payees: readonly TouchedPayee[],
  names: ReadonlyMap<string, NameFacts>,
): Promise<void> {
  const { tx, context, organisationId, floor } = tools;
  const screenings = payees.map(({ account, ref }) => {
    const cluster = tools.clusters.of({ account });
    return context.screener.wallet({ account }, floor, 'list_update', {
      names: names.get(ref),
      cluster,
    });
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
    if (screening?.verdict.decision !== 'block' || screening.facts.matches.length === 0) continue;
    await raiseAlert(tx, organisationId, context.clock, {
      kind: 'payee-wallet-listed',
      severity: 'severe',
      title: `The wallet of payee ${ref} is listed now`,
      subject: { type: 'payee', id: ref },
    });
  }
}
