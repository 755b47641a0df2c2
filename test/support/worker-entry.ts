import { composeWorker } from '../../src/runtime/compose-worker.ts';
import { readSettings } from '../../src/runtime/settings.ts';

/** A worker process as in production, but for short locks, so that a killed one's work is soon taken up. */
const settings = readSettings(process.env, []);
const { databaseUrl } = settings;
if (databaseUrl === undefined) throw new Error('DATABASE_URL is needed');
const worker = await composeWorker({ ...settings, databaseUrl }, { lockDurationMs: 2_000 });
process.send?.('ready');
process.once('SIGTERM', () => {
  void worker.close().then(() => process.exit(0));
});
process.once('disconnect', () => process.exit(0));
