import { WagetraceError } from '../domain/errors.ts';
import { composeWorker } from './compose-worker.ts';
import { createLog } from './log.ts';
import { runProcess } from './process-life.ts';
import { readSettings } from './settings.ts';
import { closeInOrder, listenForStop } from './shutdown.ts';

/** How long a worker may go on with the jobs in hand once it is asked to stop. */
export const WORKER_DRAIN_LIMIT_MS = 20_000;

/**
 * The life of a worker process: under `npm start` a child that ends with its parent, elsewhere a
 * service of its own that stops on a signal.
 */
export function runWorkerProcess(): Promise<never> {
  return runProcess(async () => {
    const stop = listenForStop();
    const parentGone = () => stop.stop({ why: 'the parent let go', exitCode: 0 });
    process.once('disconnect', parentGone);
    if (process.connected === false) parentGone(); // before anybody listened
    const settings = readSettings(process.env, process.argv.slice(2));
    const { databaseUrl } = settings;
    if (databaseUrl === undefined) {
      throw new WagetraceError('settings.invalid', 'DATABASE_URL: a worker on its own needs it');
    }
    const log = createLog(settings, 'worker');
    const worker = await composeWorker({ ...settings, databaseUrl });
    log.info('ready for work');
    const { why, exitCode } = await stop.requested;
    log.info(`stopping: ${why}`);
    const drain = { name: 'work', limitMs: WORKER_DRAIN_LIMIT_MS, close: () => worker.close() };
    const clean = await closeInOrder([drain], log);
    return clean ? exitCode : 1;
  });
}
