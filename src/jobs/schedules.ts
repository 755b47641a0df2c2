import { keep } from './job-names.ts';
import type { Queues } from './work-queue.ts';

/** How often each task of upkeep runs, once for all workers together. */
const everyMs = { sweep: 5_000, watch: 15_000, lists: 60_000 } as const;
const keepFinished = { removeOnComplete: { count: 10 }, removeOnFail: keep.removeOnFail };

/** Schedules the upkeep: sweep of the outbox, watching of payers, age of the lists. */
export async function scheduleUpkeep(queues: Queues): Promise<void> {
  for (const task of ['sweep', 'watch', 'lists'] as const) {
    await queues
      .queue('upkeep')
      .upsertJobScheduler(
        `upkeep-${task}`,
        { every: everyMs[task] },
        { name: task, data: { task }, opts: keepFinished },
      );
  }
}
