import { raiseAlert } from '../cases/raise-alert.ts';
import { storeEvents } from '../database/events.ts';
import type { ChainId } from '../domain/caip.ts';
import { askAgainAbove } from '../flows/inquiries/store-inquiries.ts';
import type { ChainRecord } from '../ports/chain-record.ts';
import type { ChainSource } from '../ports/chain-source.ts';
import type { Conversions } from '../ports/conversions.ts';
import type { TransferLedger } from '../ports/transfer-ledger.ts';
import type { RescreenContext } from './context.ts';
import { type ReorgedFlow, reorgedFlows, restartUnfinished, withdrawFlow } from './store-reorg.ts';

/** Blocks below the head that are compared; a deeper change is one of final blocks, and an alarm. */
const comparedBlocks = 2_000;

export interface ReorgContext extends RescreenContext {
  readonly ledger: TransferLedger;
  readonly record: ChainRecord;
  readonly conversions: Pick<Conversions, 'withdraw'>;
  /** The newest block that each chain had at the last look of this process. */
  readonly seen: Map<ChainId, SeenBlock>;
}

export interface SeenBlock {
  readonly height: number;
  readonly hash: string;
}

/** A chain that is no longer what was read of it. */
export interface Reorg {
  readonly chain: ChainId;
  /** The newest stored block that the chain still has. */
  readonly commonHeight: number;
  readonly beyondFinality: boolean;
}

/**
 * Compares stored block hashes with the chain, newest first, down to one that vouches for the rest, and
 * takes back every fact above it: transfers, events, coverage, coins, conversions. Flows that stood
 * on them are asked again; a flow whose seed is gone is withdrawn, and says so. Undefined when nothing changed.
 */
export async function withdrawReorged(
  context: ReorgContext,
  source: ChainSource,
  signal: AbortSignal,
): Promise<Reorg | undefined> {
  const reorg = await findReorg(context, source, signal);
  if (!reorg) return undefined;
  await context.ledger.withdraw(reorg.chain, reorg.commonHeight);
  await context.conversions.withdraw(reorg.chain, reorg.commonHeight);
  await withdrawFlows(context, reorg);
  return reorg;
}

/** Takes back every flow and answer that looked at blocks above the common one; idempotent until they are traced anew. */
export async function withdrawFlows(
  context: Pick<ReorgContext, 'database' | 'clock' | 'work'>,
  reorg: Pick<Reorg, 'chain' | 'commonHeight'>,
): Promise<void> {
  await restartUnfinished(context.database, reorg.chain, reorg.commonHeight);
  await askAgainAbove(context.database, reorg.chain, reorg.commonHeight);
  for (const flow of await reorgedFlows(context.database, reorg.chain, reorg.commonHeight)) {
    await askAgain(context, flow, reorg);
  }
}

/**
 * The blocks that were read since the last look are compared one by one: what was read of the new
 * chain stands above what is gone, so that the first block that is still there tells nothing of
 * those below it. A block that was there at the last look and still is vouches for all below it,
 * and so does a final one.
 */
async function findReorg(
  { record, seen }: Pick<ReorgContext, 'record' | 'seen'>,
  source: ChainSource,
  signal: AbortSignal,
): Promise<Reorg | undefined> {
  const { chain } = source;
  const { height, finalHeight } = await source.head(signal);
  const fromHeight = Math.max(0, height - comparedBlocks);
  const range = { fromHeight, toHeight: Number.MAX_SAFE_INTEGER };
  const stored = await record.blockHashes(chain, range);
  const newestFirst = [...stored].sort(([a], [b]) => b - a);
  const last = seen.get(chain);
  let replaced = false;
  let common: SeenBlock | undefined;
  for (const [at, hash] of newestFirst) {
    if ((await source.blockHash(at, signal)) !== hash) {
      replaced = true;
      common = undefined;
      continue;
    }
    common ??= { height: at, hash };
    if (at <= finalHeight || (last?.height === at && last.hash === hash)) break;
  }
  if (common) seen.set(chain, common);
  else seen.delete(chain);
  if (!replaced) return undefined;
  const commonHeight = common?.height ?? fromHeight - 1;
  return { chain, commonHeight, beyondFinality: commonHeight < finalHeight };
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
