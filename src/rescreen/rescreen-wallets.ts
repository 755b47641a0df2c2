import { raiseAlert } from '../cases/raise-alert.ts';
import type { Transaction } from '../database/database.ts';
import type { ScreeningSource } from '../domain/decision.ts';
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

/** How much was screened and followed again. */
export interface RescreenedWallets {
  readonly payouts: number;
  readonly payees: number;
  readonly flows: number;
}

/**
 * Screens every payout and payee with one of these wallets again, and follows every flow again that
 * has one on it. Running it twice screens twice and alarms once.
 */
export async function rescreenWallets(
  context: RescreenContext,
  organisationId: string,
  keys: readonly string[],
  source: ScreeningSource,
): Promise<RescreenedWallets> {
  const clusters = await searchClusters(context, organisationId, keys);
  const done = await context.database.tenant(organisationId, async (tx) => {
    const floor = await floorOf(tx, organisationId);
    const payouts = await touchedPayouts(tx, keys);
    const payees = await touchedPayees(tx, keys);
    const refs = [...payouts.map(({ payeeRef }) => payeeRef), ...payees.map(({ ref }) => ref)];
    const tools = { tx, context, organisationId, floor, clusters, source };
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
  return { ...done, flows: done.flows.length };
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
    return context.screener.wallet({ account }, floor, tools.source, {
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
