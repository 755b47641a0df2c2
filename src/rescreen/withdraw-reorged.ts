import { raiseAlert } from '../cases/raise-alert.ts';
import { storeEvents } from '../database/events.ts';
import type { ChainId } from '../domain/caip.ts';
import type { HeightRange } from '../domain/coverage.ts';
import { askAgainAbove } from '../flows/inquiries/store-inquiries.ts';
import type { BlockMark } from '../ports/block-follower.ts';
import type { ChainRecord } from '../ports/chain-record.ts';
import type { ChainSource } from '../ports/chain-source.ts';
import type { Conversions } from '../ports/conversions.ts';
import type { ComparedChain, IngestStore } from '../ports/ingest-store.ts';
import type { ServiceVerdicts } from '../ports/service-verdicts.ts';
import type { TransferLedger } from '../ports/transfer-ledger.ts';
import { alarmHalted } from './alarm-halted.ts';
import type { RescreenContext } from './context.ts';
import { type ReorgedFlow, reorgedFlows, restartUnfinished, withdrawFlow } from './store-reorg.ts';

/** Blocks below the head that are compared; a deeper change is one of final blocks, and an alarm. */
const comparedBlocks = 2_000;

export interface ReorgContext extends Pick<RescreenContext, 'database' | 'clock' | 'work'> {
  readonly ledger: TransferLedger;
  readonly record: ChainRecord;
  readonly conversions: Pick<Conversions, 'withdraw'>;
  readonly ingest: IngestStore;
  readonly verdicts: Pick<ServiceVerdicts, 'withdrawAbove'>;
}

/** A chain that is no longer what was read of it. */
export interface Reorg {
  readonly chain: ChainId;
  /** The newest stored block that the chain still has. */
  readonly commonHeight: number;
  readonly replaced: HeightRange;
  /** A block that was final at an earlier look is gone. */
  readonly beyondFinality: boolean;
}

/** How long a chain is one worker's to look at. */
const leaseMs = 60_000;

/**
 * Compares stored block hashes of a chain that is read on demand with the chain, newest first, down
 * to one that vouches for the rest, and takes back every fact above it: transfers, events, coverage,
 * coins, conversions. Flows that stood on them are asked again; a flow whose seed is gone is
 * withdrawn, and says so. Where final blocks were replaced nothing is taken back: the chain is
 * halted with an alarm, as its ingestion would be, until an operator accepts it. Undefined when
 * nothing changed, while the chain is halted, and while another worker looks at it.
 */
export async function withdrawReorged(
  context: ReorgContext,
  source: ChainSource,
  worker: string,
  signal: AbortSignal,
): Promise<Reorg | undefined> {
  const { chain } = source;
  const { ingest } = context;
  if (!(await ingest.claim(chain, worker, leaseMs))) return undefined;
  try {
    const state = (await ingest.states()).find((one) => one.chain === chain);
    if (state?.halt) return undefined;
    const { reorg, compared } = await findReorg(context.record, source, state?.compared, signal);
    if (reorg?.beyondFinality) await halt(context, worker, reorg);
    else if (reorg) await takeBack(context, reorg);
    if (!reorg?.beyondFinality) await ingest.note(chain, worker, { compared });
    return reorg;
  } finally {
    await ingest.claim(chain, worker, 0);
  }
}

async function takeBack(context: ReorgContext, reorg: Reorg): Promise<void> {
  await context.conversions.withdraw(reorg.chain, reorg.commonHeight);
  // Before the blocks go by which the next look would find it, should this worker die here.
  await withdrawFlows(context, reorg);
  await context.ledger.withdraw(reorg.chain, reorg.commonHeight);
  // What was traced meanwhile still saw them.
  await withdrawFlows(context, reorg);
}

async function halt(
  context: ReorgContext,
  worker: string,
  { chain, commonHeight, replaced }: Reorg,
): Promise<void> {
  const halted = { commonHeight, replaced, at: context.clock.now().toISOString() };
  await context.ingest.note(chain, worker, { halt: halted });
  await alarmHalted(context, chain, halted);
}

/**
 * Takes back what was inferred from blocks above the common one, and every flow and answer that looked
 * at them or at what was; idempotent until they are traced anew.
 */
export async function withdrawFlows(
  context: Pick<ReorgContext, 'database' | 'clock' | 'work' | 'verdicts'>,
  reorg: Pick<Reorg, 'chain' | 'commonHeight'>,
): Promise<void> {
  await context.verdicts.withdrawAbove(reorg.chain, reorg.commonHeight);
  await restartUnfinished(context.database, reorg.chain, reorg.commonHeight);
  await askAgainAbove(context.database, reorg.chain, reorg.commonHeight);
  for (const flow of await reorgedFlows(context.database, reorg.chain, reorg.commonHeight)) {
    await askAgain(context, flow, reorg);
  }
}

/**
 * The blocks that were read since the last look are compared one by one: what was read of the new
 * chain stands above what is gone, so that the first block that is still there tells nothing of
 * those below it. A block that was there at the last look and still is vouches for all below it; at
 * the first look a final one does.
 */
async function findReorg(
  record: ChainRecord,
  source: ChainSource,
  last: ComparedChain | undefined,
  signal: AbortSignal,
): Promise<{ readonly reorg?: Reorg; readonly compared: ComparedChain }> {
  const { chain } = source;
  const { height, finalHeight } = await source.head(signal);
  const fromHeight = Math.max(0, height - comparedBlocks);
  const range = { fromHeight, toHeight: Number.MAX_SAFE_INTEGER };
  const stored = await record.blockHashes(chain, range);
  const newestFirst = [...stored].sort(([a], [b]) => b - a);
  const replaced: number[] = [];
  let common: BlockMark | undefined;
  for (const [at, hash] of newestFirst) {
    if ((await source.blockHash(at, signal)) !== hash) {
      replaced.push(at);
      common = undefined;
      continue;
    }
    common ??= { height: at, hash };
    const wasThere = last?.block?.height === at && last.block.hash === hash;
    if (wasThere || (last === undefined && at <= finalHeight)) break;
  }
  const compared = { finalHeight, ...(common ? { block: common } : {}) };
  const [newest, lowest] = [replaced[0], replaced.at(-1)];
  if (newest === undefined || lowest === undefined) return { compared };
  const commonHeight = common?.height ?? fromHeight - 1;
  return {
    compared,
    reorg: {
      ...{ chain, commonHeight },
      replaced: { fromHeight: lowest, toHeight: newest },
      beyondFinality: lowest <= (last?.finalHeight ?? -1),
    },
  };
}

async function askAgain(
  context: Pick<ReorgContext, 'database' | 'clock' | 'work'>,
  flow: ReorgedFlow,
  reorg: Pick<Reorg, 'chain' | 'commonHeight'>,
): Promise<void> {
  const { organisationId, id } = flow;
  const flowId = context.clock.id();
  const seedGone = flow.seedHeight > reorg.commonHeight;
  await context.database.tenant(organisationId, async (tx) => {
    await withdrawFlow(tx, flow, seedGone ? undefined : flowId);
    await storeEvents(tx, organisationId, context.clock, [
      {
        type: 'flow.withdrawn',
        subjectId: id,
        data: { chain: reorg.chain, commonHeight: reorg.commonHeight, seedGone },
      },
    ]);
    if (!seedGone) return;
    await raiseAlert(tx, organisationId, context.clock, {
      kind: 'payment-vanished',
      severity: 'high',
      title: `The chain replaced the block of a payment (${reorg.chain}, above ${reorg.commonHeight})`,
      subject: { type: 'flow', id },
    });
  });
  if (!seedGone) {
    await context.work.enqueue([{ kind: 'follow', organisationId, flowId, attempt: 1 }]);
  }
}
