import type { ComposedApi, Settings, StartSettings } from './application.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { claimInstance } from './instance.ts';
import type { Log } from './log.ts';
import { moduleFile } from './product-folder.ts';
import { removeRunFile, writeRunFile } from './run-file.ts';
import { closeInOrder, listenForStop, type StopSignal, WORKER_DRAIN_LIMIT_MS } from './shutdown.ts';
import { superviseProcess } from './supervisor.ts';
import { openWebServer, type WebServer } from './web-server.ts';

const REQUEST_DRAIN_LIMIT_MS = 5_000;

/** The order in which parts stop, with the time each has: what others still need goes last. */
const CLOSE_LIMITS_MS = {
  'run file': 1_000,
  'web server': REQUEST_DRAIN_LIMIT_MS + 1_000,
  workers: WORKER_DRAIN_LIMIT_MS + 5_000,
  api: 10_000,
  database: 30_000,
  claim: 1_000,
} as const;

/** How each part that has started is closed. */
type Closing = Map<keyof typeof CLOSE_LIMITS_MS, () => Promise<void>>;

/**
 * Runs the whole product in this process and its children until it is asked to stop: the claim on
 * the data folder, the port, the database (embedded unless `databaseUrl` is set), its migrations,
 * the API, the workers. Resolves to the exit code once nothing of it runs any more.
 * @throws what a part throws while it starts, after closing those that had started.
 */
export async function runService(settings: StartSettings, log: Log): Promise<number> {
  const stop = listenForStop();
  const closing: Closing = new Map();
  try {
    await start(settings, log, stop, closing);
    const { why, exitCode } = await stop.requested;
    log.info(`stopping: ${why}`);
    const clean = await closeAll(closing, log);
    return clean ? exitCode : Math.max(exitCode, 1);
  } catch (error) {
    await closeAll(closing, log);
    throw error;
  }
}

/** Starts part after part and leaves in `closing` how each is closed. */
async function start(
  settings: StartSettings,
  log: Log,
  stop: StopSignal,
  closing: Closing,
): Promise<void> {
  const { dataFolder } = settings;
  const instance = claimInstance(dataFolder);
  closing.set('claim', async () => instance.release());
  const web = await openWebServer(settings.host, settings.port);
  closing.set('web server', () => web.close(REQUEST_DRAIN_LIMIT_MS));
  const databaseUrl = settings.databaseUrl ?? (await startDatabase(dataFolder, log, stop, closing));
  const composed: Settings = { ...settings, databaseUrl };
  const api = await composeOn(composed);
  closing.set('api', () => api.close());
  web.serve(api.handler);
  const workers = startWorkers(composed, log);
  closing.set('workers', workers);
  recordRun(settings, databaseUrl, web);
  closing.set('run file', async () => removeRunFile(dataFolder));
  await announce(api, web, stop);
}

/** Loads the product itself only now: what refuses a start above does so at once. */
async function composeOn(settings: Settings): Promise<ComposedApi> {
  const { prepareDatabase } = await import('./compose-database.ts');
  await prepareDatabase(settings.databaseUrl);
  const { composeApi } = await import('./compose-api.ts');
  return composeApi(settings);
}

async function startDatabase(
  dataFolder: string,
  log: Log,
  stop: StopSignal,
  closing: Closing,
): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataFolder, log });
  closing.set('database', () => postgres.stop());
  postgres.lost.catch((error: unknown) => {
    log.fatal({ err: error }, 'the embedded PostgreSQL cannot be started again');
    stop.stop({ why: 'the database is lost', exitCode: 1 });
  });
  return postgres.databaseUrl;
}

/** Starts the worker processes; the function that stops them. */
function startWorkers(settings: Settings, log: Log): () => Promise<void> {
  const command = {
    file: moduleFile('workers/all'),
    args: [],
    environment: { ...settings.environment, DATABASE_URL: settings.databaseUrl },
  };
  const workers = Array.from({ length: settings.workers }, () =>
    superviseProcess(command, log, WORKER_DRAIN_LIMIT_MS),
  );
  return async () => {
    await Promise.all(workers.map((worker) => worker.close()));
  };
}

function recordRun(settings: StartSettings, databaseUrl: string, { port, url }: WebServer): void {
  writeRunFile(settings.dataFolder, {
    pid: process.pid,
    port,
    url,
    databaseUrl: settings.databaseUrl === undefined ? databaseUrl : null,
    startedAt: new Date().toISOString(),
  });
}

/** Plain lines, not log records: the key is shown once and must not end in a log collector. */
async function announce(api: ComposedApi, { url }: WebServer, stop: StopSignal): Promise<void> {
  if (api.firstAdminKey !== undefined) {
    process.stdout.write(`First admin key, shown this once: ${api.firstAdminKey}\n`);
  }
  await Promise.race([api.ready(), stop.requested]);
  if (stop.signal.aborted) return;
  process.stdout.write(`Wagetrace is ready: ${url}  (API description: ${url}/docs)\n`);
}

function closeAll(closing: Closing, log: Log): Promise<boolean> {
  const steps = Object.entries(CLOSE_LIMITS_MS).flatMap(([name, limitMs]) => {
    const close = closing.get(name as keyof typeof CLOSE_LIMITS_MS); // CAST: entries lose the keys
    return close === undefined ? [] : [{ name, limitMs, close }];
  });
  return closeInOrder(steps, log);
}
