import { setTimeout as delay } from 'node:timers/promises';
import { isWagetraceError, messageOf } from '../domain/errors.ts';
import type { Log } from './log.ts';
import { type PostgresBinaries, preparePostgresBinaries } from './postgres-binaries.ts';
import { EMBEDDED_DATABASE, EMBEDDED_ROLE, prepareCluster } from './postgres-cluster.ts';
import { type PostgresPlacement, placePostgres } from './postgres-placement.ts';
import { type PostgresServer, startPostgresServer } from './postgres-server.ts';

/** A running embedded server. It is started again when it dies; the URL stays the same. */
export interface EmbeddedPostgres {
  readonly databaseUrl: string;
  /** Rejects when the server died and could not be started again. Never resolves before stop(). */
  readonly lost: Promise<void>;
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  readonly dataFolder: string;
  readonly log: Log;
  /** Server settings, `name=value`. */
  readonly options?: readonly string[];
}

/** Room for the pools of the queues, each of which holds connections of its own. */
const DEFAULT_OPTIONS = ['max_connections=200'];
const RETRY_MS = 200;
const START_ATTEMPTS = 100;

/**
 * Starts the PostgreSQL that comes with the product, on a socket only, making its cluster on the
 * first start. The caller holds the claim on the data folder.
 * @throws `postgres.*` when it cannot run here, with what to do about it.
 */
export async function startEmbeddedPostgres(
  settings: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const placement = placePostgres(settings.dataFolder);
  const binaries = preparePostgresBinaries(placement.sharedFolder);
  await prepareCluster(binaries, placement);
  const server = await startWithRetries(binaries, placement, settings);
  const life = keepRunning(
    server,
    () => startWithRetries(binaries, placement, settings),
    settings.log,
  );
  return {
    databaseUrl:
      `postgres://${EMBEDDED_ROLE}@localhost/${EMBEDDED_DATABASE}` +
      `?host=${encodeURIComponent(placement.socketFolder)}`,
    ...life,
  };
}

async function startWithRetries(
  binaries: PostgresBinaries,
  placement: PostgresPlacement,
  { options = [], log }: EmbeddedPostgresOptions,
): Promise<PostgresServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startPostgresServer(binaries, placement, [...DEFAULT_OPTIONS, ...options], log);
    } catch (error) {
      const again = isWagetraceError(error) && error.retryable && attempt < START_ATTEMPTS;
      if (!again) throw error;
      await delay(RETRY_MS);
    }
  }
}

function keepRunning(
  first: PostgresServer,
  start: () => Promise<PostgresServer>,
  log: Log,
): Pick<EmbeddedPostgres, 'lost' | 'stop'> {
  let stopping = false;
  let current = Promise.resolve(first);
  const watch = async (): Promise<void> => {
    while (!stopping) {
      const server = await current;
      await server.ended;
      if (stopping) return;
      log.error('the embedded PostgreSQL died; starting it again');
      current = start();
      await current;
      log.info('the embedded PostgreSQL runs again');
    }
  };
  const lost = watch();
  const stop = async (): Promise<void> => {
    stopping = true;
    try {
      const server = await current;
      await server.stop();
    } catch (error) {
      log.warn(`the embedded PostgreSQL had not come up again: ${messageOf(error)}`);
    }
  };
  return { lost, stop };
}
