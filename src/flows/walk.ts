import type { AccountId, ChainId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { Conversion } from '../domain/conversion.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { AttributionMethod, TraceDirection, TraceLimits } from '../domain/flow.ts';
import type { ListingMatch } from '../domain/listing.ts';
import type { ServiceVerdict } from '../domain/service-verdict.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { WantedReading } from '../ports/readings.ts';
import type { SanctionsIndex } from '../ports/sanctions-index.ts';
import { traceBackwards } from '../tracing/backwards.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';
import { SubgraphBuilder } from '../tracing/subgraph-builder.ts';
import { trace } from '../tracing/trace.ts';
import type { LoadedPot, TraceHorizon, TraceRequest, TraceSeed } from '../tracing/trace-request.ts';
import type { SeedTrace, TraceOutcome } from '../tracing/trace-result.ts';
import { wallsOf } from './coin-walls.ts';
import { isCoinChain, storedCoins } from './coins.ts';
import type { FlowContext } from './context.ts';
import { type KeepHorizon, WalkHorizon } from './horizon.ts';
import type { AnswerBasis } from './inquiries/answer-basis.ts';
import { KnownCoverage } from './known-coverage.ts';
import { KnownVerdicts } from './known-verdicts.ts';
import { isListedEnd } from './listed-end.ts';
import { withinTime } from './load-group.ts';
import { type LoadScope, loadPots } from './load-pots.ts';
import { newAccounts } from './new-accounts.ts';
import { receiverReadings } from './receiver-readings.ts';
import { citedServices, ServiceRecogniser } from './services/recognise-services.ts';
import { trailBasis } from './trail-basis.ts';
import { WalkConversions } from './walk-conversions.ts';

/** Waves of one walk; each reaches at least one hop further, so limits end a walk long before. */
const wavesMax = 200;
/** Receivers of one wave whose coverage is asked for ahead of need. */
const foreseenMax = 10_000;

export interface WalkRequest {
  readonly seeds: readonly TraceSeed[];
  readonly seedTransfers: readonly PotTransfer[];
  /** Undefined: forward. */
  readonly direction?: TraceDirection | undefined;
  /** Backwards: transactions that made the seed's coins and end the way. */
  readonly walls?: readonly LoadedPot[];
  readonly method: AttributionMethod;
  readonly methods: readonly AttributionMethod[];
  readonly limits: TraceLimits | undefined;
  readonly pathsMax?: number | undefined;
  readonly scope: LoadScope;
  readonly index: SanctionsIndex;
  /** Given when verifying; else the stored ones are looked up. */
  readonly verdicts?: readonly ServiceVerdict[];
  /** Told of the ends of further chains before they are looked at. */
  readonly onHorizon?: KeepHorizon;
  /** Told of each wave that was loaded. */
  readonly onWave?: (wave: WaveProgress) => Promise<void>;
  /** Told of the conversions whenever more are known, before anybody waits for their other ends. */
  readonly onConversions?: (conversions: readonly Conversion[]) => Promise<void>;
}

export interface WaveProgress {
  readonly wave: number;
  readonly pots: number;
  readonly transfers: number;
}

/** `horizon` is that of the request, with the ends of the chains that the walk came to. */
export type WalkOutcome = { readonly horizon: TraceHorizon } & (
  | { readonly state: 'reading'; readonly wave: number; readonly wanted: readonly WantedReading[] }
  | {
      readonly state: 'traced';
      readonly traces: readonly SeedTrace[];
      readonly transfers: Pick<SubgraphBuilder, 'get' | 'size' | 'values'>;
      readonly verdicts: readonly ServiceVerdict[];
      readonly conversions: readonly Conversion[];
      readonly reasons: readonly IncompleteReason[];
      readonly basis: AnswerBasis;
    }
);

/**
 * Loads and traces in waves until nothing is missing. Before a wave is loaded, the transactions by
 * which value left are asked what they convert, so that the walk steps over venues to where the
 * value came out. When accounts must first be read from their chain it says which, and the same
 * walk is begun again once they are: what the ledger has by then is loaded in the same waves, and
 * nothing is read twice.
 */
export async function walk(
  context: FlowContext,
  organisationId: string,
  request: WalkRequest,
): Promise<WalkOutcome> {
  return await new Walk(context, organisationId, request).run();
}

class Walk {
  readonly #context: FlowContext;
  readonly #organisationId: string;
  readonly #request: WalkRequest;
  readonly #graph = new SubgraphBuilder();
  readonly #loaded: LoadedPot[];
  readonly #direction: TraceDirection;
  readonly #reasons: IncompleteReason[] = [];
  readonly #listed = new Map<AccountId, readonly ListingMatch[]>();
  readonly #seen = new Set<AccountId>();
  /** Transfers whose accounts were not looked up yet. */
  #unjudged: PotTransfer[] = [];
  readonly #verdicts: ServiceVerdict[];
  readonly #conversions: WalkConversions;
  readonly #coverage: KnownCoverage;
  readonly #spoken: KnownVerdicts;
  readonly #horizon: WalkHorizon;
  readonly #services: Pick<ServiceRecogniser, 'hotWallets' | 'depositAddresses'>;

  constructor(context: FlowContext, organisationId: string, request: WalkRequest) {
    this.#context = context;
    this.#organisationId = organisationId;
    this.#request = request;
    this.#direction = request.direction ?? 'forward';
    this.#loaded = [...(request.walls ?? [])];
    for (const transfer of request.seedTransfers) this.#keep(transfer);
    this.#verdicts = [...(request.verdicts ?? [])];
    const { horizon, fromTime, signal } = request.scope;
    const times = request.seedTransfers.map(({ time }) => time).sort();
    const seedTime = this.#direction === 'backward' ? times.at(-1) : undefined;
    this.#conversions = new WalkConversions(context, organisationId, signal, this.#direction);
    this.#horizon = new WalkHorizon(context, horizon, {
      ...{ keep: request.onHorizon, fromTime, seedTime },
    });
    this.#coverage = new KnownCoverage(context.ledger, this.#horizon);
    this.#spoken = new KnownVerdicts(context.verdicts);
    this.#services = request.verdicts
      ? citedServices
      : new ServiceRecogniser(context, request.scope, this.#horizon);
  }

  async run(): Promise<WalkOutcome> {
    for (let wave = 0; wave < wavesMax; ) {
      await this.#judgeAccounts();
      await this.#recogniseDeposits();
      const outcome = this.#trace();
      const converted = await this.#convert(outcome.leaving);
      // What became known changes where value goes: nothing is loaded before it is traced so.
      if (converted.state === 'changed') continue;
      if (converted.state === 'reading') return this.#reading(wave, converted.wanted);
      if (outcome.state === 'traced') return this.#traced(outcome.traces);
      const next = await loadPots(this.#context, this.#scope, outcome.pots, (busy) =>
        this.#services.hotWallets(busy),
      );
      // The trail ends at them: what is missing is asked for anew.
      this.#verdicts.push(...next.verdicts);
      if (next.wanted.length > 0) return this.#reading(wave, next.wanted);
      this.#add(next.transfers);
      this.#loaded.push(...next.pots);
      this.#reasons.push(...next.reasons);
      const [pots, transfers] = [this.#loaded.length, this.#graph.size];
      await this.#request.onWave?.({ wave, pots, transfers });
      wave += 1;
    }
    throw new WagetraceError('flow.too-many-waves', `No end after ${wavesMax} waves`);
  }

  get #scope(): LoadScope {
    const [horizon, loaded] = [this.#horizon.trace, this.#loaded];
    const coverage = this.#coverage;
    return { ...this.#request.scope, horizon, loaded, coverage, direction: this.#direction };
  }

  /** Looks up whether the trail ends at the accounts that were not seen before. */
  async #judgeAccounts(): Promise<void> {
    const { index, verdicts } = this.#request;
    const sides = this.#direction === 'forward' ? 'receiver' : 'both';
    const fresh = newAccounts(this.#unjudged, this.#seen, sides);
    this.#unjudged = [];
    for (const account of fresh) {
      const matches = index.matchesOf(account);
      const ends = matches.length > 0 ? matches.filter(isListedEnd) : matches;
      if (ends.length > 0) this.#listed.set(account, ends);
    }
    if (verdicts || fresh.length === 0) return;
    const [said] = await Promise.all([
      this.#spoken.verdictsOf(this.#organisationId, fresh),
      this.#coverage.foresee(this.#organisationId, fresh.slice(0, foreseenMax)),
    ]);
    this.#verdicts.push(...said);
  }

  async #recogniseDeposits(): Promise<void> {
    const found = this.#services.depositAddresses(this.#loaded, this.#graph, this.#verdicts);
    this.#verdicts.push(...(await found));
  }

  async #convert(leaving: readonly PotTransfer[]): Promise<Converted> {
    // What a listed account received ends there, whatever its transaction did besides.
    const isForward = this.#direction === 'forward';
    const isOpen = ({ from, to }: PotTransfer) => !this.#listed.has(isForward ? to : from);
    const open = this.#listed.size > 0 ? leaving.filter(isOpen) : leaving;
    const shown = await this.#conversions.ask(open);
    if (!shown) return { state: 'unchanged' };
    const { used } = this.#conversions;
    await this.#request.onConversions?.(used);
    if (!this.#request.verdicts) this.#verdicts.push(...shown);
    await this.#horizon.include(chainsOf(used), this.#request.scope.signal);
    const awaited = isForward ? used : [];
    const { wanted, reasons } = await receiverReadings(this.#context, this.#scope, awaited);
    if (wanted.length > 0) return { state: 'reading', wanted };
    this.#reasons.push(...reasons);
    const carried = await this.#withCoins(this.#conversions.carriers);
    if (!isForward) this.#loaded.push(...(await wallsOf(this.#context, carried)));
    this.#add(carried);
    return { state: 'changed' };
  }

  /** Where value sits in coins, the whole transactions instead of what stands for them. */
  async #withCoins(carriers: readonly Transfer[]): Promise<PotTransfer[]> {
    const inCoins = carriers.filter(({ chain }) => isCoinChain(this.#context, chain));
    const whole = await storedCoins(this.#context, inCoins);
    return [...carriers.filter((carrier) => !inCoins.includes(carrier)), ...whole];
  }

  #add(transfers: Iterable<PotTransfer>): void {
    const { provenAssets } = this.#conversions;
    for (const transfer of transfers) {
      if (!withinTime(transfer, this.#request.scope.untilTime)) continue;
      const isProven = transfer.suspect === 'unlisted-asset' && provenAssets.has(transfer.asset);
      this.#keep(isProven ? withoutDoubt(transfer) : transfer);
    }
  }

  #keep(transfer: PotTransfer): void {
    this.#graph.add(transfer);
    this.#unjudged.push(transfer);
  }

  #reading(wave: number, wanted: readonly WantedReading[]): WalkOutcome {
    return { state: 'reading', wave, wanted, horizon: this.#horizon.trace };
  }

  #traced(traces: readonly SeedTrace[]): WalkOutcome {
    return {
      state: 'traced',
      traces,
      transfers: this.#graph,
      verdicts: this.#verdicts,
      conversions: this.#conversions.used,
      reasons: [...this.#reasons, ...this.#conversions.reasons],
      basis: trailBasis(this.#loaded),
      horizon: this.#horizon.trace,
    };
  }

  #trace(): TraceOutcome {
    const request = this.#traceRequest();
    return this.#direction === 'forward' ? trace(request) : traceBackwards(request);
  }

  #traceRequest(): TraceRequest {
    const { seeds, method, methods, limits, pathsMax } = this.#request;
    const conversions = this.#conversions.traced;
    return {
      subgraph: this.#graph.build(conversions),
      seeds,
      combine: 'each',
      loaded: this.#loaded,
      verdicts: this.#verdicts,
      listed: this.#listed,
      horizon: this.#horizon.trace,
      conversions,
      ...{ method, methods },
      ...(limits ? { limits } : {}),
      ...(pathsMax === undefined ? {} : { pathsMax }),
    };
  }
}

/** The same, of an asset that a conversion has proven. */
export function withoutDoubt({ suspect: _suspect, ...proven }: PotTransfer): PotTransfer {
  return proven;
}

/** What asking for conversions led to. */
type Converted =
  | { readonly state: 'unchanged' | 'changed' }
  | { readonly state: 'reading'; readonly wanted: readonly WantedReading[] };

/** Chains that conversions lead to, shall lead to, or lead back to. */
export function chainsOf(conversions: readonly Conversion[]): Set<ChainId> {
  return new Set(
    conversions.flatMap(({ source, destinations, declared }) => [
      source.chain,
      ...destinations.map(({ chain }) => chain),
      ...(declared?.chain ? [declared.chain] : []),
    ]),
  );
}
