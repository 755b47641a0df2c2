import type { ChainId } from '../domain/caip.ts';
import { isWagetraceError } from '../domain/errors.ts';
import { holdClaim } from '../flows/held-claim.ts';
import type { ChainCursor, ReorgStep } from '../ports/block-follower.ts';
import type { ChainHead, ChainSource } from '../ports/chain-source.ts';
import type { IngestState } from '../ports/ingest-store.ts';
import { alarmHalted } from '../rescreen/alarm-halted.ts';
import { withdrawFlows } from '../rescreen/withdraw-reorged.ts';
import type { WatchContext } from './context.ts';
import { forgetSeen } from './store-visits.ts';
import { tellAll, tellBatch } from './tell.ts';

/** How long the chain of a killed worker rests before another takes it over. */
const leaseMs = 10_000;

export type IngestOutcome =
  /** At the head, or at the limit of one run. */
  | 'done'
  /** Another worker has the chain. */
  | 'busy'
  /** Final blocks were replaced: an operator must say that this is so. */
  | 'halted'
  /** Not asked for, or without a source. */
  | 'unwatched';

/**
 * Reads a chain on, block by block, from where it was left to its head: facts are stored with the
 * cursor, what is new is told to flows and monitored wallets, and what the chain replaced is taken
 * back. One worker at a time; one that dies leaves the rest to the next. Throws what the source
 * throws, and keeps its code for who looks.
 */
export async function ingestChain(
  context: WatchContext,
  chain: ChainId,
  worker: string,
  signal: AbortSignal,
): Promise<IngestOutcome> {
  const source = context.chains.source(chain);
  const from = context.watched.get(chain);
  if (!source || from === undefined) return 'unwatched';
  const claim = () => context.ingest.claim(chain, worker, leaseMs);
  if (!(await claim())) return 'busy';
  const held = holdClaim(claim);
  try {
    const both = AbortSignal.any([signal, held.lost]);
    const outcome = await readOn(context, source, from, worker, both);
    await context.ingest.note(chain, worker, { errorCode: null });
    return outcome;
  } catch (error) {
    const errorCode = isWagetraceError(error) ? error.code : 'ingest.failed';
    // Whoever took the chain over says how it is now.
    if (!held.lost.aborted) await context.ingest.note(chain, worker, { errorCode });
    throw error;
  } finally {
    held.release();
    // Any worker may take the next run; one that lost the chain has nothing to give back.
    await context.ingest.claim(chain, worker, 0);
  }
}

async function readOn(
  context: WatchContext,
  source: ChainSource,
  from: number | 'head',
  worker: string,
  signal: AbortSignal,
): Promise<IngestOutcome> {
  const state = await stateOf(context, source.chain);
  if (state?.halt) return 'halted';
  await catchUp(context, source.chain, worker, state);
  const head = await source.head(signal);
  await context.ingest.note(source.chain, worker, { headHeight: head.height });
  const cursor = state?.cursor ?? (await begin(context, source, worker, from, head, signal));
  return await followFrom(context, source, cursor, worker, signal);
}

async function begin(
  context: WatchContext,
  source: ChainSource,
  worker: string,
  from: number | 'head',
  head: ChainHead,
  signal: AbortSignal,
): Promise<ChainCursor> {
  const first = from === 'head' ? head.height + 1 : from;
  const cursor = await context.blocks.start(source, first, signal);
  await context.ingest.note(source.chain, worker, { cursor, toldHeight: cursor.height });
  return cursor;
}

async function followFrom(
  context: WatchContext,
  source: ChainSource,
  cursor: ChainCursor,
  worker: string,
  signal: AbortSignal,
): Promise<IngestOutcome> {
  for await (const step of context.blocks.follow(source, cursor, signal)) {
    signal.throwIfAborted();
    if (step.kind === 'blocks') {
      await context.ingest.keep(worker, step.batch, step.cursor, source.name);
      await tellBatch(context, step.batch);
      await context.ingest.note(source.chain, worker, { toldHeight: step.batch.toHeight });
    } else if (step.beyondFinality) {
      await halt(context, source.chain, worker, step);
      return 'halted';
    } else {
      await goBack(context, source.chain, worker, step);
    }
  }
  return 'done';
}

async function stateOf(context: WatchContext, chain: ChainId): Promise<IngestState | undefined> {
  return (await context.ingest.states()).find((state) => state.chain === chain);
}

/** Ends what a worker that died had begun: flows that were to be taken back, blocks that were not told. */
async function catchUp(
  context: WatchContext,
  chain: ChainId,
  worker: string,
  state: IngestState | undefined,
): Promise<void> {
  if (state?.withdrawAbove !== undefined) {
    await forgetSeen(context.database, chain, state.withdrawAbove);
    await withdrawFlows(context, { chain, commonHeight: state.withdrawAbove });
    await context.ingest.note(chain, worker, { withdrawAbove: null });
  }
  const stored = state?.cursor?.height ?? -1;
  if (!state || state.toldHeight >= stored) return;
  await tellAll(context, chain);
  await context.ingest.note(chain, worker, { toldHeight: stored });
}

async function goBack(
  context: WatchContext,
  chain: ChainId,
  worker: string,
  step: ReorgStep,
): Promise<void> {
  await context.conversions.withdraw(chain, step.commonHeight);
  await context.ingest.goBack(worker, step);
  await forgetSeen(context.database, chain, step.commonHeight);
  await withdrawFlows(context, { chain, commonHeight: step.commonHeight });
  await context.ingest.note(chain, worker, { withdrawAbove: null });
}

async function halt(
  context: WatchContext,
  chain: ChainId,
  worker: string,
  { commonHeight, replaced }: ReorgStep,
): Promise<void> {
  const at = context.clock.now().toISOString();
  await context.ingest.note(chain, worker, { halt: { commonHeight, replaced, at } });
  await alarmHalted(context, chain, { commonHeight, replaced, at });
}

/**
 * Takes the chain's word after all: an operator looked at what halted it. What was final is taken
 * back like any other replaced block, and the chain is read on. False when it was not halted.
 */
export async function acceptReorg(context: WatchContext, chain: ChainId): Promise<boolean> {
  const state = await stateOf(context, chain);
  if (!state?.halt) return false;
  const finalHeight = state.halt.commonHeight;
  const compared = { finalHeight };
  await context.ingest.note(chain, undefined, { halt: null, finalHeight, compared });
  return true;
}
