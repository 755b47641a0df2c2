import type { AccountId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { AttributionMethod, TraceLimits } from '../domain/flow.ts';
import type { ListingMatch } from '../domain/listing.ts';
import type { ServiceVerdict } from '../domain/service-verdict.ts';
import { transferKey } from '../domain/transfer.ts';
import type { WantedReading } from '../ports/readings.ts';
import type { SanctionsIndex } from '../ports/sanctions-index.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';
import { buildSubgraph } from '../tracing/subgraph.ts';
import { trace } from '../tracing/trace.ts';
import type { LoadedPot, TraceRequest, TraceSeed } from '../tracing/trace-request.ts';
import type { SeedTrace } from '../tracing/trace-result.ts';
import type { FlowContext } from './context.ts';
import { type LoadScope, loadPots } from './load-pots.ts';
import { citedServices, ServiceRecogniser } from './services/recognise-services.ts';

/** Waves of one walk; each reaches at least one hop further, so limits end a walk long before. */
const wavesMax = 200;

export interface WalkRequest {
  readonly seeds: readonly TraceSeed[];
  readonly seedTransfers: readonly PotTransfer[];
  readonly method: AttributionMethod;
  readonly methods: readonly AttributionMethod[];
  readonly limits: TraceLimits | undefined;
  readonly scope: LoadScope;
  readonly index: SanctionsIndex;
  /** Given when verifying; else the stored ones are looked up. */
  readonly verdicts?: readonly ServiceVerdict[];
  /** Told of each wave that was loaded. */
  readonly onWave?: (wave: WaveProgress) => Promise<void>;
}

export interface WaveProgress {
  readonly wave: number;
  readonly pots: number;
  readonly transfers: number;
}

export type WalkOutcome =
  | { readonly state: 'reading'; readonly wave: number; readonly wanted: readonly WantedReading[] }
  | {
      readonly state: 'traced';
      readonly traces: readonly SeedTrace[];
      readonly transfers: ReadonlyMap<string, PotTransfer>;
      readonly verdicts: readonly ServiceVerdict[];
      readonly reasons: readonly IncompleteReason[];
    };

/**
 * Loads and traces in waves until nothing is missing. When accounts must first be read from their
 * chain it says which, and the same walk is begun again once they are: what the ledger has by then
 * is loaded in the same waves, and nothing is read twice.
 */
export async function walk(
  context: FlowContext,
  organisationId: string,
  request: WalkRequest,
): Promise<WalkOutcome> {
  const transfers = new Map(request.seedTransfers.map((t) => [transferKey(t), t]));
  const loaded: LoadedPot[] = [];
  const reasons: IncompleteReason[] = [];
  const listed = new Map<AccountId, readonly ListingMatch[]>();
  const known = new Set<AccountId>();
  const verdicts: ServiceVerdict[] = [...(request.verdicts ?? [])];
  const services = request.verdicts ? citedServices : new ServiceRecogniser(context, request.scope);
  for (let wave = 0; wave < wavesMax; wave++) {
    const fresh = newAccounts(transfers.values(), known);
    for (const account of fresh) noteListed(listed, request.index, account);
    if (!request.verdicts && fresh.length > 0) {
      verdicts.push(...(await context.verdicts.verdictsOf(organisationId, fresh)));
    }
    verdicts.push(...(await services.depositAddresses(loaded, transfers, verdicts)));
    const outcome = trace(traceRequest(request, transfers, loaded, listed, verdicts));
    if (outcome.state === 'traced') {
      return { state: 'traced', traces: outcome.traces, transfers, verdicts, reasons };
    }
    const hot = await services.hotWallets(outcome.pots);
    verdicts.push(...hot);
    // The trail ends there: what is missing is asked for anew.
    if (hot.length > 0) continue;
    const next = await loadPots(context, request.scope, outcome.pots);
    if (next.wanted.length > 0) return { state: 'reading', wave, wanted: next.wanted };
    for (const transfer of next.transfers) transfers.set(transferKey(transfer), transfer);
    loaded.push(...next.pots);
    reasons.push(...next.reasons);
    await request.onWave?.({ wave, pots: loaded.length, transfers: transfers.size });
  }
  throw new WagetraceError('flow.too-many-waves', `No end after ${wavesMax} waves`);
}

function traceRequest(
  request: WalkRequest,
  transfers: ReadonlyMap<string, PotTransfer>,
  loaded: readonly LoadedPot[],
  listed: ReadonlyMap<AccountId, readonly ListingMatch[]>,
  verdicts: readonly ServiceVerdict[],
): TraceRequest {
  return {
    subgraph: buildSubgraph([...transfers.values()]),
    seeds: request.seeds,
    combine: 'each',
    loaded,
    verdicts,
    listed,
    horizon: request.scope.horizon,
    method: request.method,
    methods: request.methods,
    ...(request.limits ? { limits: request.limits } : {}),
  };
}

function newAccounts(transfers: Iterable<PotTransfer>, known: Set<AccountId>): AccountId[] {
  const fresh: AccountId[] = [];
  for (const { from, to, pots } of transfers) {
    // A transaction that coins are spent in is nobody's account.
    for (const account of pots?.to?.kind === 'spend' ? [from] : [from, to]) {
      if (!known.has(account)) fresh.push(account);
      known.add(account);
    }
  }
  return fresh;
}

/** A listing ends the trail when it names exactly this account, is in force, and is more than a notice. */
function noteListed(
  listed: Map<AccountId, readonly ListingMatch[]>,
  index: SanctionsIndex,
  account: AccountId,
): void {
  const matches = index.matchesOf(account).filter(({ kind, listing }) => {
    return kind === 'exact' && listing.until === undefined && listing.effect !== 'inform';
  });
  if (matches.length > 0) listed.set(account, matches);
}
