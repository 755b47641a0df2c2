import type { QueueName } from '../jobs/job-names.ts';
import { scheduleIngestion, scheduleUpkeep } from '../jobs/schedules.ts';
import { startWorkers } from '../jobs/workers.ts';
import { announceMatcher } from '../rescreen/keep-matcher.ts';
import { alarmingHandlers } from './alarming-handlers.ts';
import type { RunningPart, Settings } from './application.ts';
import { composeCore } from './compose-core.ts';
import { jobHandlers } from './job-handlers.ts';
import { createLog } from './log.ts';

/** Composes the queue workers of one process from their parts; `queues` undefined: all of them. */
export async function composeWorker(
  settings: Settings,
  options: { readonly lockDurationMs?: number; readonly queues?: readonly QueueName[] } = {},
): Promise<RunningPart> {
  const log = createLog(settings, 'worker');
  const core = await composeCore(settings, log);
  await scheduleUpkeep(core.queues);
  await scheduleIngestion(core.queues, [...core.watch.watched.keys()]);
  await announceMatcher({ database: core.database, names: core.names, work: core.queues });
  const workers = startWorkers(core.backend, core.queues, {
    ...options,
    handlers: alarmingHandlers(core.rescreen, log, jobHandlers(core)),
    onError: (error, queue) => log.error({ err: error, queue }, 'a worker failed'),
    onGivenUp: (job) => log.error(job, 'a job failed for good'),
  });
  return {
    close: async () => {
      await workers.close();
      await core.close();
    },
  };
}
