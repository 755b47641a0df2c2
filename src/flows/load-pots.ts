import { type ChainId, chainOf } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import { type CoveredRange, missingRanges } from '../domain/coverage.ts';
import type { TraceDirection } from '../domain/flow.ts';
import type { ServiceVerdict } from '../domain/service-verdict.ts';
import type { WantedReading } from '../ports/readings.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';
import { grouped } from '../tracing/grouped.ts';
import type { LoadedPot, PotRequest, TraceHorizon } from '../tracing/trace-request.ts';
import type { FlowContext } from './context.ts';
import type { OpeningsThen } from './inquiries/answer-basis.ts';
import type { KnownCoverage } from './known-coverage.ts';
import { loadCoinSources } from './load-coin-sources.ts';
import { isCoinRequest, loadCoins } from './load-coins.ts';
import { type CoveredPot, loadGroup } from './load-group.ts';
import { potName } from './pot-name.ts';
import { failureFrom, type ReadingFailures } from './reading-failures.ts';
import { seeCoins } from './see-coins.ts';

export interface LoadedWave {
  readonly pots: readonly LoadedPot[];
  readonly transfers: readonly PotTransfer[];
  readonly wanted: readonly WantedReading[];
  readonly reasons: readonly IncompleteReason[];
  /** Services that were recognised; nothing was loaded of them. */
  readonly verdicts: readonly ServiceVerdict[];
}

type LoadedPart = Pick<LoadedWave, 'pots' | 'transfers'>;

/** Tells the services among accounts that may be some. */
export type RecogniseHot = (requests: readonly PotRequest[]) => Promise<readonly ServiceVerdict[]>;

/**
 * Why a holder's coins are not asked for one by one: the provider gives nothing of who has so many
 * transactions, so that nobody can tell whether it is a service, behind which the trail ends.
 */
const tooManyToSample = 'source.too-large';

/** What loading stands on. */
export type LoadContext = Pick<FlowContext, 'ledger' | 'coins' | 'anchors' | 'spends' | 'chains'>;

export interface LoadScope {
  readonly organisationId: string;
  readonly horizon: TraceHorizon;
  /** Transfers after this time are beyond the horizon in days. ISO 8601 UTC. */
  readonly untilTime: string | undefined;
  /** Backwards: the first time that counts on chains that the walk comes to; undefined: any. */
  readonly fromTime?: string | undefined;
  /** A pot with more transfers than this is not walked. */
  readonly transfersMax: number;
  readonly failures: ReadingFailures;
  /** False when verifying: nothing is asked of a chain. */
  readonly mayRead: boolean;
  /** When verifying: why pots (`potName`) were not covered then, though they may be now. */
  readonly unread?: ReadonlyMap<string, string> | undefined;
  /** When verifying: how pots were opened then that were not read as a whole. */
  readonly openings?: OpeningsThen | undefined;
  /** `backward`: of a coin, the transaction that made it, which needs no reading of its holder. */
  readonly direction?: TraceDirection;
  /** What was loaded before: its transfers are not read again. */
  readonly loaded?: readonly LoadedPot[];
  /** What is known of coverage; undefined: the ledger is asked. */
  readonly coverage?: KnownCoverage;
  readonly signal: AbortSignal;
}

/**
 * Loads what a wave asks for from the ledger, asset by asset, in a few queries. Accounts that were
 * not read yet come back as `wanted`, and then nothing is loaded; what cannot be read is a pot
 * that says so. Whoever may be a service is first shown to `recogniseHot`.
 */
export async function loadPots(
  context: LoadContext,
  scope: LoadScope,
  requests: readonly PotRequest[],
  recogniseHot: RecogniseHot = () => Promise.resolve([]),
): Promise<LoadedWave> {
  const isMade = (request: PotRequest) =>
    scope.direction === 'backward' && request.coin !== undefined;
  const made = requests.filter(isMade);
  const judged = await judgeAll(
    context,
    scope,
    requests.filter((request) => !isMade(request)),
  );
  const unread = judged.uncovered.map(({ request }) => request);
  const verdicts = [...(await recogniseHot([...unread, ...made]))];
  const services = new Set(verdicts.map(({ account }) => account));
  const uncovered = judged.uncovered.filter(({ request }) => !services.has(request.account));
  const wanted = uncovered.flatMap((one) => (one.state === 'wanted' ? [one.reading] : []));
  if (wanted.length > 0) return { pots: [], transfers: [], wanted, reasons: [], verdicts };
  const parts: LoadedPart[] = [
    await loadLost(
      context,
      scope,
      uncovered.flatMap((one) => (one.state === 'not-covered' ? [one] : [])),
    ),
    await loadCoinSources(
      context,
      scope,
      made.filter(isCoinRequest).filter(({ account }) => !services.has(account)),
    ),
  ];
  for (const group of grouped(judged.covered, (pot) => pot.request.asset).values()) {
    const loaded = await loadGroup(context, scope, group, recogniseHot);
    parts.push(loaded);
    verdicts.push(...loaded.verdicts);
  }
  const reasons = [...lacksOf(context, judged.covered), ...assetReasons(context, requests)];
  const [pots, transfers] = [
    parts.flatMap((one) => one.pots),
    parts.flatMap((one) => one.transfers),
  ];
  return { pots, transfers, wanted: [], reasons, verdicts };
}

/** Pots that cannot be read; of coins, a provider may still show who spent them. */
async function loadLost(
  context: LoadContext,
  scope: LoadScope,
  lost: readonly NotCoveredPot[],
): Promise<LoadedPart> {
  const mayBeSeen = lost.filter(
    ({ request, reason }) => reason !== tooManyToSample && !scope.unread?.has(potName(request)),
  );
  const seen = await seeCoins(
    context,
    scope,
    mayBeSeen.map(({ request }) => request).filter(isCoinRequest),
  );
  const isSeen = new Set<PotRequest>(seen);
  const pots: LoadedPot[] = lost.flatMap(({ request, state, reason }) =>
    isSeen.has(request) ? [] : [{ ...request, state, reason }],
  );
  const transfers: PotTransfer[] = [];
  for (const [chain, group] of grouped(seen, ({ account }) => chainOf(account))) {
    const loaded = await loadCoins(context, scope, chain, group);
    pots.push(...loaded.pots);
    transfers.push(...loaded.transfers);
  }
  return { pots, transfers };
}

async function judgeAll(
  context: LoadContext,
  scope: LoadScope,
  requests: readonly PotRequest[],
): Promise<{ readonly covered: CoveredPot[]; readonly uncovered: UncoveredPot[] }> {
  const covered: CoveredPot[] = [];
  const uncovered: UncoveredPot[] = [];
  for (const [chain, group] of grouped(requests, (request) => chainOf(request.account))) {
    const accounts = [...new Set(group.map((request) => request.account))];
    const coverages = scope.coverage ?? context.ledger;
    const coverage = await coverages.coverageOf(scope.organisationId, chain, accounts);
    // Of most accounts nothing was read but what was read of all: they have the same ranges.
    const viewOf = memoised((ranges: readonly CoveredRange[]) => viewOn(scope, chain, ranges));
    for (const request of group) {
      const view = viewOf(coverage.get(request.account) ?? nothingCovered);
      const pot = judgeCoverage(context, scope, request, view);
      if (pot.state === 'covered') covered.push(pot);
      else uncovered.push(pot);
    }
  }
  return { covered, uncovered };
}

const nothingCovered: readonly CoveredRange[] = [];
const noLacks: readonly string[] = [];

/** What was read for an account. */
interface CoverageView {
  readonly ranges: readonly CoveredRange[];
  /** From the first block to the horizon. */
  readonly whole: boolean;
  /** Those in which not everything was seen. */
  readonly lacking: readonly CoveredRange[];
}

/** The ranges of an account of a chain, seen from the horizon. */
export function viewOn(
  { horizon }: Pick<LoadScope, 'horizon'>,
  chain: ChainId,
  ranges: readonly CoveredRange[],
): CoverageView {
  const toHeight = horizon.heights[chain];
  const whole =
    toHeight !== undefined && missingRanges({ fromHeight: 0, toHeight }, ranges).length === 0;
  return { ranges, whole, lacking: ranges.filter(({ lacks }) => lacks.length > 0) };
}

type UncoveredPot = NotCoveredPot | WantedPot;

interface WantedPot {
  readonly request: PotRequest;
  readonly state: 'wanted';
  readonly reading: WantedReading;
}

interface NotCoveredPot {
  readonly request: PotRequest;
  readonly state: 'not-covered';
  readonly reason: string;
}

/** Whether a pot's account was read as far as it is needed, must be, or cannot be. */
export function judgeCoverage(
  context: Pick<LoadContext, 'chains'>,
  scope: LoadScope,
  request: PotRequest,
  { ranges, whole, lacking }: CoverageView,
): CoveredPot | UncoveredPot {
  const chain = chainOf(request.account);
  const toHeight = scope.horizon.heights[chain];
  const unread = scope.unread?.get(potName(request));
  if (unread !== undefined) return notCovered(request, unread);
  if (toHeight === undefined) return notCovered(request, 'no-source');
  const fromHeight = Math.min(request.fromHeight, toHeight);
  const missing = whole ? undefined : missingRanges({ fromHeight, toHeight }, ranges)[0];
  if (missing) {
    if (!context.chains.source(chain)) return notCovered(request, 'no-source');
    const failure = failureFrom(scope.failures, request.account, missing.fromHeight);
    if (failure || !scope.mayRead) return notCovered(request, failure ?? 'not-stored');
    const reading = { chain, account: request.account, ...missing, toHeight };
    return { state: 'wanted', request, reading };
  }
  const wasWhole = scope.openings?.[potName(request)] === undefined;
  const lacks = lacking.length === 0 ? noLacks : lacksFrom(fromHeight, lacking);
  return { state: 'covered', request, fromHeight, whole: whole && wasWhole, lacks };
}

function notCovered(request: PotRequest, reason: string): UncoveredPot {
  return { state: 'not-covered', request, reason };
}

function lacksFrom(fromHeight: number, lacking: readonly CoveredRange[]): string[] {
  const seen = lacking.filter(({ toHeight }) => toHeight >= fromHeight);
  return [...new Set(seen.flatMap(({ lacks }) => lacks))];
}

/** What the source could not see matters to pots of the native asset, which it moves. */
function lacksOf(context: LoadContext, covered: readonly CoveredPot[]): IncompleteReason[] {
  const codes = new Set<string>();
  for (const { request, lacks } of covered) {
    if (lacks.length === 0) continue;
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
  // Superfluid's tokens stream by the second; anybody may write another that does as it likes.
  unlisted: 'is not in the catalogue: whether its transfers tell all of its balances is not known',
} as const;

function assetReasons(
  context: LoadContext,
  requests: readonly PotRequest[],
): readonly IncompleteReason[] {
  const assets = [...new Set(requests.map((request) => request.asset))].sort();
  return assets.flatMap((asset) => {
    const known = context.chains.asset(chainOf(asset), asset);
    const conserving = known ? known.conserving : 'unlisted';
    const what = notConserving[conserving];
    return what ? [{ code: `asset-${conserving}`, message: `${asset} ${what}` }] : [];
  });
}

/** Asks once for each argument. */
function memoised<A, R>(of: (argument: A) => R): (argument: A) => R {
  const known = new Map<A, R>();
  return (argument) => {
    const found = known.get(argument);
    if (found !== undefined) return found;
    const result = of(argument);
    known.set(argument, result);
    return result;
  };
}
