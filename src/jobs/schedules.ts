import type { ChainId } from '../domain/caip.ts';
import { keep } from './job-names.ts';
import type { Queues } from './work-queue.ts';

/** How often each task of upkeep runs, once for all workers together. */
const everyMs = { sweep: 5_000, watch: 15_000, lists: 60_000, freezes: 60_000 } as const;
/** How often a chain that is ingested is looked at; a run that lasts longer is not joined by another. */
const ingestEveryMs = 3_000;
const keepFinished = { removeOnComplete: { count: 10 }, removeOnFail: keep.removeOnFail };

/** Schedules the upkeep: sweep of the outbox, watching of payers, age of the lists, what issuers froze. */
export async function scheduleUpkeep(queues: Queues): Promise<void> {
  for (const task of ['sweep', 'watch', 'lists', 'freezes'] as const) {
    await queues
      .queue('upkeep')
      .upsertJobScheduler(
        `upkeep-${task}`,
        { every: everyMs[task] },
        { name: task, data: { task }, opts: keepFinished },
      );
  }
}

/** Schedules the ingestion of these chains, and of no other. */
export async function scheduleIngestion(queues: Queues, chains: readonly ChainId[]): Promise<void> {
  const queue = queues.queue('ingest');
  const wanted = new Map(chains.map((chain) => [schedulerId(chain), chain]));
  for (const { key } of await queue.getJobSchedulers()) {
    if (!wanted.has(key)) await queue.removeJobScheduler(key);
  }
  for (const [id, chain] of wanted) {
    await queue.upsertJobScheduler(
      id,
      { every: ingestEveryMs },
      { name: 'ingest', data: { chain }, opts: keepFinished },
    );
  }
}

/** BullMQ keeps the colon for itself. */
const schedulerId = (chain: ChainId) => `ingest-${chain.replaceAll(':', '.')}`;
