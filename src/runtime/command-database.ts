import { isWagetraceError, WagetraceError } from '../domain/errors.ts';
import type { RunningPart, StartSettings } from './application.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { claimInstance } from './instance.ts';
import type { Log } from './log.ts';
import { readRunFile } from './run-file.ts';

export interface CommandDatabase extends RunningPart {
  readonly databaseUrl: string;
}

/**
 * The database for one command: the operator's own, else the embedded one of the service that runs
 * on the data folder, else the embedded one started for the command and stopped by `close`.
 * @throws `instance.starting` while a service has not written its run file yet, `postgres.*`.
 */
export async function openCommandDatabase(
  settings: StartSettings,
  log: Log,
): Promise<CommandDatabase> {
  const { databaseUrl, dataFolder } = settings;
  if (databaseUrl !== undefined) return { databaseUrl, close: async () => {} };
  const instance = claimUnlessRunning(dataFolder);
  if (instance === undefined)
    return { databaseUrl: urlOfService(dataFolder), close: async () => {} };
  try {
    const postgres = await startEmbeddedPostgres({ dataFolder, log });
    postgres.lost.catch((error: unknown) => log.fatal({ err: error }, 'the database is lost'));
    const close = async (): Promise<void> => {
      await postgres.stop();
      instance.release();
    };
    return { databaseUrl: postgres.databaseUrl, close };
  } catch (error) {
    instance.release();
    throw error;
  }
}

function claimUnlessRunning(dataFolder: string): ReturnType<typeof claimInstance> | undefined {
  try {
    return claimInstance(dataFolder);
  } catch (error) {
    if (isWagetraceError(error) && error.code === 'instance.running') return undefined;
    throw error;
  }
}

function urlOfService(dataFolder: string): string {
  const url = readRunFile(dataFolder)?.databaseUrl;
  if (url) return url;
  throw new WagetraceError(
    'instance.starting',
    `Another Wagetrace process uses ${dataFolder}, or is starting there. Try again in a moment.`,
    { retryable: true },
  );
}
