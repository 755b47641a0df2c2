import { raiseAlert } from '../cases/raise-alert.ts';
import type { Transaction } from '../database/database.ts';
import type { NameFacts, NameMatch } from '../domain/name-match.ts';
import type { FoundClusters } from '../screening/listed-clusters.ts';
import { screenPayee, subjectOfPayee, withFindings } from '../screening/payee-names.ts';
import { floorOf, insertScreenings } from '../screening/store.ts';
import type { RescreenContext } from './context.ts';
import { mustBeLoaded, releaseDelisted, rescreenLikePayees } from './rescreen-payees.ts';
import { type KnownPayee, payeesAfter } from './store-payees.ts';
import { versionChanges } from './version-changes.ts';

/** Payees that one transaction takes in. */
const payeesAtOnce = 1_000;

/** Which matches are news: those with these parties, or all of them under new rules. */
type IsNews = (match: NameMatch) => boolean;

/**
 * Matches the parties that a version of a list added or changed against all payees of one
 * organisation, and takes back what rests on those that it changed or removed; how many it screened
 * again. Running it twice screens twice and alarms once.
 * Throws `names.not-loaded` (retryable).
 */
export async function rescreenNames(
  context: RescreenContext,
  organisationId: string,
  version: { readonly list: string; readonly versionId: number },
): Promise<number> {
  const removed: string[] = [];
  const changed = new Set<string>();
  for await (const { subject, kind, uid } of versionChanges(context.lists, version)) {
    if (subject !== 'party') continue;
    if (kind === 'removed') removed.push(uid);
    else changed.add(uid);
  }
  if (removed.length + changed.size === 0) return 0;
  await context.names.reload();
  const touched = [...removed, ...changed];
  const like = await rescreenLikePayees(context, organisationId, version.list, touched);
  const released = await releaseDelisted(context, organisationId, version.list, removed);
  if (changed.size === 0) return like + released;
  return (
    like +
    released +
    (await rescreenPayeeNames(
      context,
      organisationId,
      ({ list, uid }) => list === version.list && changed.has(uid),
    ))
  );
}

/** The same for every party: other rules may find others. Throws `names.not-loaded` (retryable). */
export async function rescreenAllNames(
  context: RescreenContext,
  organisationId: string,
): Promise<number> {
  await context.names.reload();
  return await rescreenPayeeNames(context, organisationId, () => true);
}

async function rescreenPayeeNames(
  context: RescreenContext,
  organisationId: string,
  isNews: IsNews,
): Promise<number> {
  let screened = 0;
  let after = '';
  for (;;) {
    const payees = await context.database.tenant(organisationId, (tx) =>
      payeesAfter(tx, after, payeesAtOnce),
    );
    const last = payees.at(-1);
    if (!last) return screened;
    after = last.ref;
    screened += await rescreenPart(context, organisationId, payees, isNews);
  }
}

async function rescreenPart(
  context: RescreenContext,
  organisationId: string,
  payees: readonly KnownPayee[],
  isNews: IsNews,
): Promise<number> {
  const found = await context.names.search(payees.map(subjectOfPayee));
  mustBeLoaded(found);
  const touched = payees.flatMap((payee, at) => {
    const names = found[at];
    return names?.matches.some(isNews) ? [{ payee, payeeRef: payee.ref, names }] : [];
  });
  if (touched.length === 0) return 0;
  const wallets = touched.flatMap(({ payee }) => payee.wallet ?? []);
  const clusters = await context.clusters.search(organisationId, wallets);
  return await context.database.tenant(organisationId, async (tx) => {
    const tools = { tx, context, organisationId, clusters, isNews };
    const settled = await withFindings(tx, touched, context.clock.now());
    const floor = await floorOf(tx, organisationId);
    for (const [at, { payee }] of touched.entries()) {
      const names = settled[at];
      if (names) await keep(tools, floor, payee, names);
    }
    return touched.length;
  });
}

/** What rescreening a part of the payees works with, in one transaction. */
interface Tools {
  readonly tx: Transaction;
  readonly context: RescreenContext;
  readonly organisationId: string;
  readonly clusters: FoundClusters;
  readonly isNews: IsNews;
}

async function keep(
  { tx, context, organisationId, clusters, isNews }: Tools,
  floor: readonly string[],
  payee: KnownPayee,
  names: NameFacts,
): Promise<void> {
  const found = { names, clusters };
  const screening = screenPayee(context.screener, payee, found, floor, 'list_update');
  await insertScreenings(tx, organisationId, screening ? [screening] : []);
  for (const match of names.matches) {
    if (match.dismissal || !isNews(match)) continue;
    const { list, uid, party, score } = match;
    await raiseAlert(tx, organisationId, context.clock, {
      kind: 'payee-name-listed',
      severity: 'high',
      title: `Payee ${payee.ref} bears a name like ${party} (${list} ${uid}), score ${score.toFixed(2)}`,
      // Once for each payee and party.
      subject: { type: 'payee', id: `${payee.ref} ${list}:${uid}` },
    });
  }
}
