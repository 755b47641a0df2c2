import { raiseAlert } from '../cases/raise-alert.ts';
import type { Transaction } from '../database/database.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { NameFacts } from '../domain/name-match.ts';
import type { FoundClusters } from '../screening/listed-clusters.ts';
import { screenPayee, subjectOfPayee, withFindings } from '../screening/payee-names.ts';
import { floorOf, insertScreenings } from '../screening/store.ts';
import { payeesFoundToBe } from '../screening/store-findings.ts';
import type { RescreenContext } from './context.ts';
import { type RescreenTools, rescreenPayout } from './rescreen-payout.ts';
import { accountsPaid, payeesLikeParties, payoutsOfPayees } from './store.ts';
import { type KnownPayee, payeesByRef } from './store-payees.ts';

/** Payees, with their payouts, that one transaction takes in. */
const payeesAtOnce = 200;

/** Payees as they are, and what lists and clusters say of their names and wallets. */
export interface SearchedPayees {
  readonly payees: readonly KnownPayee[];
  readonly found: readonly NameFacts[];
  readonly clusters: FoundClusters;
}

/** Searched before the transaction that screens them, which is not to be held open meanwhile. */
export async function searchPayees(
  context: RescreenContext,
  organisationId: string,
  refs: readonly string[],
): Promise<SearchedPayees> {
  const { payees, accounts } = await context.database.tenant(organisationId, async (tx) => ({
    payees: [...(await payeesByRef(tx, refs)).values()],
    accounts: await accountsPaid(tx, refs),
  }));
  const wallets = [
    ...payees.flatMap(({ wallet }) => wallet ?? []),
    ...accounts.map((account) => ({ account })),
  ];
  return {
    payees,
    found: await context.names.search(payees.map(subjectOfPayee)),
    clusters: await context.clusters.search(organisationId, wallets),
  };
}

/**
 * Screens payees again since a list changed, and then what else is to be done, in one transaction.
 * Throws `names.not-loaded` (retryable) rather than to find nobody for that reason.
 */
async function rescreenAsListed(
  context: RescreenContext,
  organisationId: string,
  refs: readonly string[],
  andThen?: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const searched = await searchPayees(context, organisationId, refs);
  mustBeLoaded(searched.found);
  await context.database.tenant(organisationId, async (tx) => {
    const floor = await floorOf(tx, organisationId);
    await rescreenPayees({ tx, context, organisationId, floor, source: 'list_update' }, searched);
    await andThen?.(tx);
  });
}

/** Throws `names.not-loaded` (retryable) where names were searched before any were loaded. */
export function mustBeLoaded(found: readonly NameFacts[]): void {
  if (found.every(({ knownAt }) => knownAt !== undefined)) return;
  throw new WagetraceError('names.not-loaded', 'The listed names are not loaded yet', {
    retryable: true,
  });
}

/**
 * Screens payees and every payout to them again, past ones included, by what analysts found about
 * them and what is found for their names and wallets now.
 */
export async function rescreenPayees(
  tools: Omit<RescreenTools, 'clusters'>,
  { payees, found, clusters }: SearchedPayees,
): Promise<void> {
  const { tx, context, organisationId, floor, source } = tools;
  const named = payees.flatMap((payee, at) => {
    const names = found[at];
    return names ? [{ payeeRef: payee.ref, names }] : [];
  });
  const settled = await withFindings(tx, named, context.clock.now());
  const names = new Map(named.map(({ payeeRef }, at) => [payeeRef, settled[at]]));
  const screenings = payees.flatMap((payee) => {
    const seen = { names: names.get(payee.ref), clusters };
    return screenPayee(context.screener, payee, seen, floor, source) ?? [];
  });
  await insertScreenings(tx, organisationId, screenings);
  const refs = payees.map(({ ref }) => ref);
  for (const payout of await payoutsOfPayees(tx, refs)) {
    await rescreenPayout({ ...tools, clusters }, payout, names.get(payout.payeeRef));
  }
}

/**
 * Screens again the payees whose payouts stand on a likeness to parties that a list changed or
 * removed: what they were held for may be gone. How many.
 */
export async function rescreenLikePayees(
  context: RescreenContext,
  organisationId: string,
  list: string,
  uids: readonly string[],
): Promise<number> {
  if (uids.length === 0) return 0;
  const refs = await context.database.tenant(organisationId, (tx) =>
    payeesLikeParties(tx, list, uids),
  );
  for (let from = 0; from < refs.length; from += payeesAtOnce) {
    const part = refs.slice(from, from + payeesAtOnce);
    await rescreenAsListed(context, organisationId, part);
  }
  return refs.length;
}

/**
 * What the delisting of parties makes of payees whom analysts found to be them: they are screened
 * again, and no longer blocked for it. What is blocked stays so until two people say otherwise.
 */
export async function releaseDelisted(
  context: RescreenContext,
  organisationId: string,
  list: string,
  uids: readonly string[],
): Promise<number> {
  if (uids.length === 0) return 0;
  const refs = await context.database.tenant(organisationId, (tx) =>
    payeesFoundToBe(tx, list, uids),
  );
  if (refs.length === 0) return 0;
  await rescreenAsListed(context, organisationId, refs, async (tx) => {
    for (const ref of refs) {
      await raiseAlert(tx, organisationId, context.clock, {
        kind: 'payee-party-delisted',
        severity: 'medium',
        title: `Payee ${ref} was found to be a party that ${list} no longer lists`,
        subject: { type: 'payee', id: `${ref} ${list}` },
      });
    }
  });
  return refs.length;
}
