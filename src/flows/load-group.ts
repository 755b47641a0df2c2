import { type AccountId, chainOf } from '../domain/caip.ts';
import type { ServiceVerdict } from '../domain/service-verdict.ts';
import type { TransferPage } from '../ports/transfer-ledger.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';
import { serviceRules } from '../tracing/services/service-rules.ts';
import type { LoadedPot, PotRequest } from '../tracing/trace-request.ts';
import { type CoinRequest, isCoinRequest, loadCoins } from './load-coins.ts';
import type { LoadContext, LoadedWave, LoadScope, RecogniseHot } from './load-pots.ts';
import { type OpenedPot, openingsOf } from './openings.ts';

/** The server answers one query while the answer to another is read. */
const queriesAtOnce = 2;
const potsAQuery = 2_000;
/** No more than these are not worth a second query. */
const potsAtOnce = 100;

/** A pot whose account was read from `fromHeight` to the horizon. */
export interface CoveredPot {
  readonly state: 'covered';
  readonly request: PotRequest;
  readonly fromHeight: number;
  /** It was read from the first block on, so that it began empty. */
  readonly whole: boolean;
  readonly lacks: readonly string[];
}

type Batch = readonly OpenedPot<CoveredPot>[];

/** Pots that are asked for in one query. */
interface Asked {
  readonly batch: Batch;
  /** Nothing later than this is asked for; undefined: what lies behind shows who is a service. */
  readonly untilTime?: string | undefined;
}

/** Loads covered pots of one asset, from the ledger's transfers or its coins. */
export async function loadGroup(
  context: LoadContext,
  scope: LoadScope,
  group: readonly CoveredPot[],
  recogniseHot: RecogniseHot,
): Promise<Pick<LoadedWave, 'pots' | 'transfers' | 'verdicts'>> {
  const coins = group.map(({ request }) => request).filter(isCoinRequest);
  if (coins.length > 0) return await loadGroupOfCoins(context, scope, coins, recogniseHot);
  const openLate = (batch: Batch) =>
    openingsOf(
      context,
      scope,
      batch.map(({ pot }) => ({ ...pot, whole: false })),
    );
  const load = new GroupLoad(scope.untilTime, recogniseHot, openLate);
  const opened = await openingsOf(context, scope, group);
  const queue: Asked[] = [...batchesOf(opened)].map((batch) => ({ batch }));
  const running: { readonly asked: Asked; readonly page: Promise<TransferPage> }[] = [];
  for (;;) {
    for (const asked of queue.splice(0, queriesAtOnce - running.length)) {
      const page = queryBatch(context, scope, asked);
      // Where one before it fails nobody waits for it; else its failure is met below.
      page.catch(() => undefined);
      running.push({ asked, page });
    }
    // In turn, whichever is answered first: who is looked at as a service depends on the order.
    const next = running.shift();
    if (!next) return load;
    queue.push(...(await load.take(next.asked, await next.page)));
  }
}

/** Equal parts, so that the queries at once end at once. Few pots are one part. */
function batchesOf(pots: Batch): Iterable<Batch> {
  if (pots.length <= potsAtOnce) return [pots];
  const rounds = Math.ceil(pots.length / (potsAQuery * queriesAtOnce));
  return chunksOf(pots, Math.ceil(pots.length / (rounds * queriesAtOnce)));
}

/** How busy a holder of coins is, none of his coins tells. */
async function loadGroupOfCoins(
  context: LoadContext,
  scope: LoadScope,
  requests: readonly CoinRequest[],
  recogniseHot: RecogniseHot,
): Promise<Pick<LoadedWave, 'pots' | 'transfers' | 'verdicts'>> {
  const verdicts = await recogniseHot(requests);
  const services = new Set(verdicts.map(({ account }) => account));
  const coins = requests.filter(({ account }) => !services.has(account));
  const [first] = coins;
  if (!first) return { pots: [], transfers: [], verdicts };
  return { ...(await loadCoins(context, scope, chainOf(first.account), coins)), verdicts };
}

class GroupLoad {
  readonly pots: LoadedPot[] = [];
  readonly transfers: PotTransfer[] = [];
  readonly verdicts: ServiceVerdict[] = [];
  readonly #untilTime: string | undefined;
  readonly #recogniseHot: RecogniseHot;
  /** Opens pots at the block that was asked for, though they were read from the first one on. */
  readonly #openLate: (batch: Batch) => Promise<Batch>;

  constructor(
    untilTime: string | undefined,
    recogniseHot: RecogniseHot,
    openLate: (batch: Batch) => Promise<Batch>,
  ) {
    this.#untilTime = untilTime;
    this.#recogniseHot = recogniseHot;
    this.#openLate = openLate;
  }

  /** Takes what a query gave; the batches to ask for in its place. */
  async take({ batch, untilTime }: Asked, page: TransferPage): Promise<Asked[]> {
    const hot = await this.#recogniseHot(
      page.truncated ? requestsOf(batch) : maybeServices(batch, page),
    );
    if (hot.length > 0) {
      this.verdicts.push(...hot);
      const services = new Set(hot.map(({ account }) => account));
      const rest = batch.filter(({ pot }) => !services.has(pot.request.account));
      return [{ batch: rest, untilTime }];
    }
    // Nor is what a pot does beyond the horizon a reason to cut it.
    if (page.truncated && untilTime !== this.#untilTime)
      return [{ batch, untilTime: this.#untilTime }];
    // Halving finds the busy account in a few queries, so that it costs a page and not the wave.
    if (page.truncated && batch.length > 1)
      return [...chunksOf(batch, Math.ceil(batch.length / 2))].map((half) => ({
        batch: half,
        untilTime,
      }));
    // What lies before the first gain is no reason to stop: elsewhere it may not have been read.
    if (page.truncated && batch.some(({ pot, fromHeight }) => fromHeight < pot.fromHeight))
      return [{ batch: await this.#openLate(batch), untilTime }];
    if (page.truncated) {
      this.pots.push(...requestsOf(batch).map((pot) => ({ ...pot, state: 'too-large' as const })));
      return [];
    }
    for (const t of page.transfers) if (withinTime(t, this.#untilTime)) this.transfers.push(t);
    this.pots.push(...batch.map(loadedPot));
    return [];
  }
}

function loadedPot({ pot, fromHeight, opening }: OpenedPot<CoveredPot>): LoadedPot {
  const { account, asset } = pot.request;
  return { account, asset, fromHeight, opening, state: 'loaded' };
}

function requestsOf(batch: Batch): PotRequest[] {
  return batch.map(({ pot, fromHeight }) => ({ ...pot.request, fromHeight }));
}

/**
 * Those that may be services: a service pays many, and what an account paid is in its page whole
 * where it was read from the first block on. Of others the page tells what they did lately.
 */
function maybeServices(batch: Batch, { transfers }: TransferPage): PotRequest[] {
  const many = paysMany(transfers);
  return requestsOf(batch.filter(({ pot }) => !pot.whole || many.has(pot.request.account)));
}

/** Whoever has as many payments among these transfers as a service makes. */
function paysMany(transfers: TransferPage['transfers']): ReadonlySet<AccountId> {
  const many = new Set<AccountId>();
  // Of so few nobody has.
  if (transfers.length < serviceRules.counterpartiesMin) return many;
  const paid = new Map<AccountId, { count: number }>();
  for (const { from } of transfers) {
    const payments = paid.get(from);
    if (!payments) paid.set(from, { count: 1 });
    else payments.count += 1;
  }
  for (const [account, { count }] of paid) {
    if (count >= serviceRules.counterpartiesMin) many.add(account);
  }
  return many;
}

async function queryBatch(
  context: LoadContext,
  scope: LoadScope,
  { batch, untilTime }: Asked,
): Promise<TransferPage> {
  const [first] = batch;
  if (!first) return { transfers: [], truncated: false };
  const { asset } = first.pot.request;
  const chain = chainOf(first.pot.request.account);
  const fromHeight = batch.reduce(
    (least, pot) => Math.min(least, pot.fromHeight),
    first.fromHeight,
  );
  const known = (scope.loaded ?? []).filter(
    (pot) => pot.state === 'loaded' && pot.asset === asset && pot.fromHeight <= fromHeight,
  );
  return await context.ledger.transfersOf({
    organisationId: scope.organisationId,
    chain,
    accounts: batch.map(({ pot }) => pot.request.account),
    known: known.map(({ account }) => account),
    asset,
    range: { fromHeight, toHeight: scope.horizon.heights[chain] ?? 0 },
    untilTime,
    transfersMax: scope.transfersMax,
    wholeOnly: true,
  });
}

/** False for what lies beyond the horizon in days. */
export function withinTime(transfer: PotTransfer, untilTime: string | undefined): boolean {
  return untilTime === undefined || transfer.time <= untilTime;
}

function* chunksOf<T>(items: readonly T[], size: number): Iterable<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
