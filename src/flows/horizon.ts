import type { ChainId } from '../domain/caip.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { ChainSource } from '../ports/chain-source.ts';
import type { TraceHorizon } from '../tracing/trace-request.ts';
import type { FlowContext } from './context.ts';
import { ingestedTo } from './ingested-to.ts';

const dayMs = 86_400_000;
/** By so much the times of blocks of two chains may be apart, and more. */
const clocksApartMs = dayMs;

/** Fixed when a flow starts and kept with it, so that every wave sees the same end of the chain. */
export interface FlowHorizon {
  readonly trace: TraceHorizon;
  /** Last time that counts; undefined without a limit of days. ISO 8601 UTC. */
  readonly untilTime?: string;
  /** Backwards, the first one. */
  readonly fromTime?: string;
}

/**
 * The last block that a trace of this seed looks at: the newest that was ingested, where that is
 * recent and has the seed; else the newest one of a chain with a source, else the last one that an import covers for the receiver. Throws what the source throws.
 */
export async function horizonOf(
  context: FlowContext,
  organisationId: string,
  seed: readonly Transfer[],
  horizonDays: number | undefined,
  signal: AbortSignal,
): Promise<FlowHorizon> {
  const heights: Record<ChainId, number> = {};
  for (const chain of new Set(seed.map((transfer) => transfer.chain))) {
    heights[chain] = await lastHeight(context, organisationId, chain, seed, signal);
  }
  if (horizonDays === undefined) return { trace: { heights, cut: false } };
  const start = Math.max(...seed.map((transfer) => Date.parse(transfer.time)));
  const until = start + horizonDays * dayMs;
  const cut = until < context.clock.now().getTime();
  return { trace: { heights, cut }, untilTime: new Date(until).toISOString() };
}

export type KeepHorizon = (trace: TraceHorizon) => Promise<void>;

type HorizonContext = Pick<FlowContext, 'chains' | 'heights' | 'clock'>;

/** Of a walk; what is undefined is no limit. */
export interface HorizonLimits {
  /** Keeps it before anybody looks by it, so that who resumes the walk sees the same ends. */
  readonly keep?: KeepHorizon | undefined;
  /** On the way back: the first time that counts. ISO 8601 UTC. */
  readonly fromTime?: string | undefined;
  /** On the way back: when the seed moved. What came later on any chain is no source of it. */
  readonly seedTime?: string | undefined;
}

/**
 * The blocks that a trace of this seed backwards looks at: up to the seed's own, from the limit of
 * days on; on a chain without a source from the first one that an import covers for the sender.
 * Throws what the source throws.
 */
export async function horizonBehind(
  context: FlowContext,
  organisationId: string,
  seed: readonly Transfer[],
  horizonDays: number | undefined,
  signal: AbortSignal,
): Promise<FlowHorizon> {
  const start = Math.min(...seed.map((transfer) => Date.parse(transfer.time)));
  const fromTime =
    horizonDays === undefined ? undefined : new Date(start - horizonDays * dayMs).toISOString();
  const heights: Record<ChainId, number> = {};
  const since: Record<ChainId, number> = {};
  for (const chain of new Set(seed.map((transfer) => transfer.chain))) {
    const own = seed.filter((transfer) => transfer.chain === chain);
    heights[chain] = Math.max(...own.map(({ height }) => height));
    const first = context.chains.source(chain)
      ? fromTime && (await context.heights.heightBefore(chain, fromTime, signal))
      : await firstCovered(context, organisationId, chain, own);
    since[chain] = Math.min(first || 0, ...own.map(({ height }) => height));
  }
  const trace = { heights, since, cut: false };
  return { trace, ...(fromTime === undefined ? {} : { fromTime }) };
}

async function firstCovered(
  { ledger }: Pick<FlowContext, 'ledger'>,
  organisationId: string,
  chain: ChainId,
  seed: readonly Transfer[],
): Promise<number> {
  const senders = [...new Set(seed.map(({ from }) => from))];
  const coverage = await ledger.coverageOf(organisationId, chain, senders);
  const starts = [...coverage.values()].flat().map(({ fromHeight }) => fromHeight);
  return Math.min(...starts, ...seed.map(({ height }) => height));
}

/**
 * The horizon of a walk. It grows by each chain that the walk comes to; the end of a chain is fixed
 * when it first does, and stays so for as long as the flow is followed.
 */
export class WalkHorizon {
  readonly #context: HorizonContext;
  readonly #limits: HorizonLimits;
  #trace: TraceHorizon;

  constructor(context: HorizonContext, trace: TraceHorizon, limits: HorizonLimits = {}) {
    this.#context = context;
    this.#limits = limits;
    this.#trace = trace;
  }

  get trace(): TraceHorizon {
    return this.#trace;
  }

  /** Fixes the ends of the chains that have a source and none yet. Throws what the source throws. */
  async include(chains: Iterable<ChainId>, signal: AbortSignal): Promise<void> {
    const before = this.#trace;
    for (const chain of new Set(chains)) {
      const source = this.#context.chains.source(chain);
      if (!source || this.#trace.heights[chain] !== undefined) continue;
      const height = await this.#end(source, signal);
      const begun = await this.#begun(chain, signal);
      this.#trace = {
        ...{ ...this.#trace, heights: { ...this.#trace.heights, [chain]: height } },
        ...(begun === undefined ? {} : { since: { ...this.#trace.since, [chain]: begun } }),
      };
    }
    if (this.#trace !== before) await this.#limits.keep?.(this.#trace);
  }

  async #end(source: ChainSource, signal: AbortSignal): Promise<number> {
    const { height } = await source.head(signal);
    const { seedTime } = this.#limits;
    if (seedTime === undefined) return height;
    const until = Date.parse(seedTime) + clocksApartMs;
    const { clock, heights } = this.#context;
    if (until > clock.now().getTime()) return height;
    const time = new Date(until).toISOString();
    const before = await heights.heightBefore(source.chain, time, signal);
    // A chain that does not tell its blocks by time is read to its head.
    return before > 0 ? Math.min(before, height) : height;
  }

  async #begun(chain: ChainId, signal: AbortSignal): Promise<number | undefined> {
    const { fromTime } = this.#limits;
    if (fromTime === undefined) return undefined;
    return await this.#context.heights.heightBefore(chain, fromTime, signal);
  }
}

async function lastHeight(
  context: FlowContext,
  organisationId: string,
  chain: ChainId,
  seed: readonly Transfer[],
  signal: AbortSignal,
): Promise<number> {
  const own = seed.filter((transfer) => transfer.chain === chain);
  const ingested = await ingestedTo(context.ingest, chain, context.clock.now());
  if (ingested !== undefined && own.every(({ height }) => height <= ingested)) return ingested;
  const source = context.chains.source(chain);
  if (source) return (await source.head(signal)).height;
  const receivers = [...new Set(own.map((transfer) => transfer.to))];
  const coverage = await context.ledger.coverageOf(organisationId, chain, receivers);
  const ends = [...coverage.values()].flat().map((range) => range.toHeight);
  return Math.max(...ends, ...own.map((transfer) => transfer.height));
}
