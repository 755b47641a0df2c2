import { WagetraceError } from '../domain/errors.ts';
import type { QueueName } from '../jobs/job-names.ts';
import { createLog } from './log.ts';
import { runProcess } from './process-life.ts';
import { readSettings } from './settings.ts';
import { closeInOrder, listenForStop, type StopSignal, WORKER_DRAIN_LIMIT_MS } from './shutdown.ts';
import { STOP_WORD } from './supervisor.ts';

const ORPHAN_DRAIN_LIMIT_MS = 2_000;

/**
 * The life of a worker process: under `npm start` a child that ends with its parent, elsewhere a
 * service of its own that stops on a signal. `queues` undefined: it works on all of them.
 */
export function runWorkerProcess(queues?: readonly QueueName[]): Promise<never> {
  return runProcess(async () => {
    const stop = listenForStop();
    const parent = listenToParent(stop);
    const settings = readSettings(process.env, process.argv.slice(2));
    const { databaseUrl } = settings;
    if (databaseUrl === undefined) {
      throw new WagetraceError('settings.invalid', 'DATABASE_URL: a worker on its own needs it');
    }
    const log = createLog(settings, 'worker');
    const { composeWorker } = await import('./compose-worker.ts'); // takes seconds under load
    if (stop.signal.aborted) return 0;
    const worker = await composeWorker({ ...settings, databaseUrl }, queues ? { queues } : {});
    log.info('ready for work');
    const { why, exitCode } = await stop.requested;
    log.info(`stopping: ${why}`);
    const drain = { name: 'work', limitMs: parent.drainLimitMs(), close: () => worker.close() };
    const clean = await closeInOrder([drain], log);
    return clean ? exitCode : 1;
  });
}

/** A parent that died took the embedded database along: little is left to finish for it. */
function listenToParent(stop: StopSignal): { drainLimitMs(): number } {
  let orphaned = false;
  const asked = (): void => stop.stop({ why: 'the parent asked', exitCode: 0 });
  const left = (): void => {
    orphaned = !stop.signal.aborted;
    stop.stop({ why: 'the parent is gone', exitCode: 0 });
  };
  process.on('message', (message) => {
    if (message === STOP_WORD) asked();
  });
  process.once('disconnect', left);
  if (process.connected === false) left(); // before anybody listened
  return { drainLimitMs: () => (orphaned ? ORPHAN_DRAIN_LIMIT_MS : WORKER_DRAIN_LIMIT_MS) };
}
