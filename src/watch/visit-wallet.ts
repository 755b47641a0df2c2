import { raiseAlert } from '../cases/raise-alert.ts';
import type { Transaction } from '../database/database.ts';
import { storeEvents } from '../database/events.ts';
import { type AccountId, chainOf } from '../domain/caip.ts';
import type { Screening } from '../domain/decision.ts';
import { isWagetraceError, WagetraceError } from '../domain/errors.ts';
import type { Transfer } from '../domain/transfer.ts';
import { idleMs } from '../flows/look-pace.ts';
import type { FoundClusters } from '../screening/listed-clusters.ts';
import { floorOf, insertScreenings } from '../screening/store.ts';
import type { WatchContext } from './context.ts';
import type { LookAttempt } from './look-at-flow.ts';
import { readTo } from './read-to.ts';
import { beginVisit, endVisit, type Visit } from './store-visits.ts';

/** New transfers that one visit takes in; a busier wallet is visited on from there. */
const transfersMax = 2_000;
/** Transfers of one wallet in one block: no block has so many, so beyond it the visit fails and says so. */
const blockTransfersMax = 100_000;
/** Longest time between two looks at a wallet whose chain is not ingested. */
const visitGapMaxMs = 3_600_000;

/** What a visit found: how many new transfers, and how many counterparties were screened. */
export interface VisitOutcome {
  readonly transfers: number;
  readonly screened: number;
  readonly listed: number;
}

/**
 * Screens everybody with whom a monitored wallet had to do since the last visit; whoever is listed,
 * or shares an owner with who is, raises `wallet.risk_changed` and an alert, once for each pair. So
 * does the wallet itself when what it did joins it to a listed account. Undefined when the visit was made
 * already or the monitor was stopped. Throws what sources throw; the last failure puts it off.
 */
export async function visitWallet(
  context: WatchContext,
  organisationId: string,
  { monitorId, visit: number }: { readonly monitorId: string; readonly visit: number },
  attempt: LookAttempt,
): Promise<VisitOutcome | undefined> {
  const { database, clock } = context;
  const visit = await database.tenant(organisationId, (tx) =>
    beginVisit(tx, monitorId, number, clock.now()),
  );
  if (!visit) return undefined;
  if (!context.chains.source(chainOf(visit.account))) {
    await putOff(context, organisationId, visit, 'source.none');
    return { transfers: 0, screened: 0, listed: 0 };
  }
  try {
    const found = await activityOf(context, organisationId, visit, attempt.signal);
    const dealings = counterparties(visit.account, found.transfers);
    const met = [visit.account, ...dealings.keys()].map((account) => ({ account }));
    const clusters = await context.clusters.search(organisationId, met);
    return await database.tenant(organisationId, async (tx) => {
      const tools = { tx, context, organisationId, clusters };
      const { screened, listed } = await screenActivity(tools, visit, dealings);
      const outcome = { transfers: found.transfers.length, screened, listed };
      const idle = found.transfers.length > 0 ? 0 : visit.idle + 1;
      const afterMs = found.more ? 0 : Math.min(idleMs(idle), visitGapMaxMs);
      await endVisit(tx, visit, { seenHeight: found.toHeight, idle, afterMs }, clock.now());
      return outcome;
    });
  } catch (error) {
    const isOver = attempt.last || !(isWagetraceError(error) && error.retryable);
    const errorCode = isWagetraceError(error) ? error.code : 'visit.failed';
    if (isOver) await putOff(context, organisationId, visit, errorCode);
    throw error;
  }
}

interface Activity {
  readonly transfers: readonly Transfer[];
  /** Everything up to here was looked at. */
  readonly toHeight: number;
  readonly more: boolean;
}

/** What is new; the first visit only notes where the chain stands. */
async function activityOf(
  context: WatchContext,
  organisationId: string,
  { account, seenHeight }: Visit,
  signal: AbortSignal,
): Promise<Activity> {
  const chain = chainOf(account);
  const fromHeight = (seenHeight ?? -1) + 1;
  const wanted = seenHeight === undefined ? [] : [account];
  const toHeight = await readTo(context, chain, wanted, fromHeight, signal);
  if (seenHeight === undefined || toHeight < fromHeight) {
    return { transfers: [], toHeight: Math.max(toHeight, seenHeight ?? -1), more: false };
  }
  const range = { fromHeight, toHeight };
  const query = { organisationId, chain, accounts: [account], range, transfersMax };
  const { transfers, truncated } = await context.ledger.transfersOf(query);
  const last = transfers.at(-1)?.height ?? toHeight;
  if (!truncated) return { transfers, toHeight, more: false };
  // A block that was cut off is taken in by the next visit, unless it is all that there is.
  const whole = transfers.filter(({ height }) => height < last);
  if (whole.length > 0) return { transfers: whole, toHeight: last - 1, more: true };
  const block = await context.ledger.transfersOf({
    ...query,
    range: { fromHeight: last, toHeight: last },
    transfersMax: blockTransfersMax,
  });
  if (!block.truncated) return { transfers: block.transfers, toHeight: last, more: true };
  const message = `More than ${blockTransfersMax} transfers of one wallet in one block`;
  throw new WagetraceError('visit.block-too-large', message, { details: { chain, height: last } });
}

/** The newest dealing with each counterparty. */
function counterparties(account: AccountId, transfers: readonly Transfer[]) {
  const dealings = new Map<AccountId, Transfer>();
  for (const transfer of transfers) {
    const { from, to, amountBase, kind, suspect } = transfer;
    if (suspect || amountBase === 0n || kind === 'fee' || from === to) continue;
    dealings.set(from === account ? to : from, transfer);
  }
  return dealings;
}

/** What one visit works with, in one transaction. */
interface Tools {
  readonly tx: Transaction;
  readonly context: WatchContext;
  readonly organisationId: string;
  readonly clusters: FoundClusters;
}

async function screenActivity(
  tools: Tools,
  { account }: Visit,
  dealings: ReadonlyMap<AccountId, Transfer>,
): Promise<Pick<VisitOutcome, 'screened' | 'listed'>> {
  const { tx, context, organisationId, clusters } = tools;
  const floor = await floorOf(tx, organisationId);
  const screened = [...dealings].map(([counterparty, transfer]) => {
    const cluster = clusters.of({ account: counterparty });
    const given = { account: counterparty };
    return {
      counterparty,
      transfer,
      screening: context.screener.wallet(given, floor, 'new_activity', { cluster }),
    };
  });
  await insertScreenings(
    tx,
    organisationId,
    screened.map(({ screening }) => screening),
  );
  const listed = screened.filter(({ screening }) => screening.facts.matches.length > 0);
  for (const one of listed) await raiseMet(tx, context, organisationId, account, one);
  await raiseJoined(tools, account);
  return { screened: screened.length, listed: listed.length };
}

/** The wallet was spent together with a listed account, or is joined to one through others. */
async function raiseJoined(
  { tx, context, organisationId, clusters }: Tools,
  account: AccountId,
): Promise<void> {
  const [nearest] = clusters.of({ account })?.listings ?? [];
  if (!nearest) return;
  const { match, listedAccount, evidence } = nearest;
  const fresh = await raiseAlert(tx, organisationId, context.clock, {
    kind: 'cluster-listed',
    severity: 'high',
    title: `The monitored wallet ${account} shares its owner with an account of ${match.listing.party}`,
    subject: { type: 'wallet', id: `${account} ${listedAccount}` },
  });
  if (!fresh) return;
  const txs = evidence.map((piece) => piece.tx);
  await storeEvents(tx, organisationId, context.clock, [
    { type: 'wallet.risk_changed', subjectId: account, data: { listedAccount, txs } },
  ]);
}

async function raiseMet(
  tx: Transaction,
  context: WatchContext,
  organisationId: string,
  account: AccountId,
  met: {
    readonly counterparty: AccountId;
    readonly transfer: Transfer;
    readonly screening: Screening;
  },
): Promise<void> {
  const { counterparty, transfer, screening } = met;
  const verb = transfer.from === account ? 'paid' : 'was paid by';
  const party = screening.facts.matches[0]?.listing.party ?? 'a listed wallet';
  const fresh = await raiseAlert(tx, organisationId, context.clock, {
    kind: 'monitored-wallet-met-listed',
    severity: screening.verdict.decision === 'block' ? 'severe' : 'high',
    title: `The monitored wallet ${account} ${verb} ${party} on ${transfer.time.slice(0, 10)}`,
    subject: { type: 'wallet', id: `${account} ${counterparty}` },
  });
  if (!fresh) return;
  const { decision } = screening.verdict;
  await storeEvents(tx, organisationId, context.clock, [
    {
      type: 'wallet.risk_changed',
      subjectId: account,
      data: { counterparty, decision, tx: transfer.tx, screeningId: screening.id },
    },
  ]);
}

async function putOff(
  context: WatchContext,
  organisationId: string,
  visit: Visit,
  errorCode: string,
): Promise<void> {
  const { seenHeight, idle } = visit;
  const afterMs = Math.min(idleMs(idle + 1), visitGapMaxMs);
  await context.database.tenant(organisationId, (tx) =>
    endVisit(tx, visit, { seenHeight, idle: idle + 1, afterMs, errorCode }, context.clock.now()),
  );
}
