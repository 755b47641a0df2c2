import type { AccountId, AssetId } from '../domain/caip.ts';
import { chainOf } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import { type CoveredRange, missingRanges } from '../domain/coverage.ts';
import type { TraceDirection } from '../domain/flow.ts';
import type { WantedReading } from '../ports/readings.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';
import type { LoadedPot, PotRequest, TraceHorizon } from '../tracing/trace-request.ts';
import type { FlowContext } from './context.ts';
import { loadCoinSources } from './load-coin-sources.ts';
import { isCoinRequest, loadCoins } from './load-coins.ts';
import { openingsOf } from './openings.ts';

export interface LoadedWave {
  readonly pots: readonly LoadedPot[];
  readonly transfers: readonly PotTransfer[];
  readonly wanted: readonly WantedReading[];
  readonly reasons: readonly IncompleteReason[];
}

/** What loading stands on. */
export type LoadContext = Pick<FlowContext, 'ledger' | 'coins' | 'anchors' | 'chains'>;

export interface LoadScope {
  readonly organisationId: string;
  readonly horizon: TraceHorizon;
  /** Transfers after this time are beyond the horizon in days. ISO 8601 UTC. */
  readonly untilTime: string | undefined;
  /** Backwards: the first time that counts on chains that the walk comes to; undefined: any. */
  readonly fromTime?: string | undefined;
  /** A pot with more transfers than this is not walked. */
  readonly transfersMax: number;
  /** Why an account that was asked for could not be read, by account. */
  readonly failures: ReadonlyMap<AccountId, string>;
  /** False when verifying: nothing is asked of a chain. */
  readonly mayRead: boolean;
  /** `backward`: of a coin, the transaction that made it, which needs no reading of its holder. */
  readonly direction?: TraceDirection;
  readonly signal: AbortSignal;
}

/**
 * Loads what a wave asks for from the ledger, in one query a chain and asset. Accounts that were
 * not read yet come back as `wanted`, and then nothing is loaded; what cannot be read is a pot
 * that says so.
 */
export async function loadPots(
  context: LoadContext,
  scope: LoadScope,
  requests: readonly PotRequest[],
): Promise<LoadedWave> {
  const covered: CoveredPot[] = [];
  const pots: LoadedPot[] = [];
  const wanted: WantedReading[] = [];
  const isMade = (request: PotRequest) =>
    scope.direction === 'backward' && request.coin !== undefined;
  const balances = requests.filter((request) => !isMade(request));
  for (const [chain, group] of groupBy(balances, (request) => chainOf(request.account))) {
    const accounts = [...new Set(group.map((request) => request.account))];
    const coverage = await context.ledger.coverageOf(scope.organisationId, chain, accounts);
    for (const request of group) {
      const found = judgeCoverage(context, scope, request, coverage.get(request.account) ?? []);
      if (found.state === 'covered') covered.push(found.pot);
      else if (found.state === 'wanted') wanted.push(found.reading);
      else pots.push({ ...request, state: 'not-covered', reason: found.reason });
    }
  }
  if (wanted.length > 0) return { pots: [], transfers: [], wanted, reasons: [] };
  const made = await loadCoinSources(context, scope, requests.filter(isMade).filter(isCoinRequest));
  pots.push(...made.pots);
  const transfers: PotTransfer[] = [...made.transfers];
  for (const group of groupBy(covered, (pot) => pot.request.asset).values()) {
    const loaded = await loadGroup(context, scope, group);
    transfers.push(...loaded.transfers);
    pots.push(...loaded.pots);
  }
  return {
    pots,
    transfers,
    wanted: [],
    reasons: [...lacksOf(context, covered), ...assetReasons(context, requests)],
  };
}

/** A pot whose account was read from `fromHeight` to the horizon. */
interface CoveredPot {
  readonly request: PotRequest;
  readonly fromHeight: number;
  /** It was read from the first block on, so that it began empty. */
  readonly whole: boolean;
  readonly lacks: readonly string[];
}

export type CoverageVerdict =
  | { readonly state: 'covered'; readonly pot: CoveredPot }
  | { readonly state: 'wanted'; readonly reading: WantedReading }
  | { readonly state: 'not-covered'; readonly reason: string };

/** Whether a pot's account was read as far as it is needed, must be, or cannot be. */
export function judgeCoverage(
  context: Pick<LoadContext, 'chains'>,
  scope: LoadScope,
  request: PotRequest,
  ranges: readonly CoveredRange[],
): CoverageVerdict {
  const chain = chainOf(request.account);
  const toHeight = scope.horizon.heights[chain];
  if (toHeight === undefined) return { state: 'not-covered', reason: 'no-source' };
  const needed = { fromHeight: Math.min(request.fromHeight, toHeight), toHeight };
  const [missing] = missingRanges(needed, ranges);
  if (missing) {
    if (!context.chains.source(chain)) return { state: 'not-covered', reason: 'no-source' };
    const failure = scope.failures.get(request.account);
    if (failure || !scope.mayRead) return { state: 'not-covered', reason: failure ?? 'not-stored' };
    const reading = { chain, account: request.account, ...missing, toHeight };
    return { state: 'wanted', reading };
  }
  const whole = missingRanges({ fromHeight: 0, toHeight }, ranges).length === 0;
  const lacks = ranges.filter((range) => range.toHeight >= needed.fromHeight);
  return {
    state: 'covered',
    pot: {
      request,
      fromHeight: needed.fromHeight,
      whole,
      lacks: [...new Set(lacks.flatMap((range) => range.lacks))],
    },
  };
}

/** What the source could not see matters to pots of the native asset, which it moves. */
function lacksOf(context: LoadContext, covered: readonly CoveredPot[]): IncompleteReason[] {
  const codes = new Set<string>();
  for (const { request, lacks } of covered) {
    const native = context.chains.chain(chainOf(request.account))?.nativeAsset;
    if (request.asset === native) for (const code of lacks) codes.add(code);
  }
  return [...codes]
    .sort()
    .map((code) => ({ code, message: `The chain's source does not see everything: ${code}` }));
}

/** What an asset does beside its transfers, or takes of them, no transfer tells. */
const notConserving = {
  yes: undefined,
  'fee-on-transfer': 'takes a fee of each transfer, so that less may have arrived than it says',
  rebasing: 'changes balances without transfers',
} as const;

function assetReasons(
  context: LoadContext,
  requests: readonly PotRequest[],
): readonly IncompleteReason[] {
  const assets = [...new Set(requests.map((request) => request.asset))].sort();
  return assets.flatMap((asset) => {
    const conserving = context.chains.asset(chainOf(asset), asset)?.conserving ?? 'yes';
    const what = notConserving[conserving];
    return what ? [{ code: `asset-${conserving}`, message: `${asset} ${what}` }] : [];
  });
}

async function loadGroup(
  context: LoadContext,
  scope: LoadScope,
  group: readonly CoveredPot[],
): Promise<Pick<LoadedWave, 'pots' | 'transfers'>> {
  const coins = group.map(({ request }) => request).filter(isCoinRequest);
  const [first] = coins;
  if (first) return await loadCoins(context, scope, chainOf(first.account), coins);
  const openings = await openingsOf(context, scope, group);
  const ready = openings.map(({ pot, fromHeight, opening }) => ({
    account: pot.request.account,
    asset: pot.request.asset,
    fromHeight,
    opening,
  }));
  const pots: LoadedPot[] = [];
  const transfers: PotTransfer[] = [];
  const batches = [ready];
  for (let batch = batches.pop(); batch; batch = batches.pop()) {
    const page = await queryBatch(context, scope, batch);
    if (!page.truncated) {
      transfers.push(...page.transfers.filter((t) => withinTime(t, scope.untilTime)));
      pots.push(...batch.map((pot) => ({ ...pot, state: 'loaded' as const })));
    } else if (batch.length === 1) {
      pots.push(...batch.map((pot) => ({ ...pot, state: 'too-large' as const })));
    } else {
      // Halving finds the busy account in a few queries, so that it costs a page and not the wave.
      const half = batch.length >> 1;
      batches.push(batch.slice(0, half), batch.slice(half));
    }
  }
  return { pots, transfers };
}

async function queryBatch(
  context: LoadContext,
  scope: LoadScope,
  batch: readonly {
    readonly account: AccountId;
    readonly asset: AssetId;
    readonly fromHeight: number;
  }[],
) {
  const [first] = batch;
  if (!first) return { transfers: [], truncated: false };
  const chain = chainOf(first.account);
  return await context.ledger.transfersOf({
    organisationId: scope.organisationId,
    chain,
    accounts: batch.map((pot) => pot.account),
    asset: first.asset,
    range: {
      fromHeight: Math.min(...batch.map((pot) => pot.fromHeight)),
      toHeight: scope.horizon.heights[chain] ?? 0,
    },
    transfersMax: scope.transfersMax,
    wholeOnly: true,
  });
}

/** False for what lies beyond the horizon in days. */
export function withinTime(transfer: PotTransfer, untilTime: string | undefined): boolean {
  return untilTime === undefined || transfer.time <= untilTime;
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
