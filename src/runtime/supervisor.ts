import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningPart } from './application.ts';
import type { Log } from './log.ts';

export interface SupervisedCommand {
  /** Module to run with the flags of this process. */
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What a supervised process is told when it should finish. */
export const STOP_WORD = 'stop';

const BACKOFF_FIRST_MS = 200;
const BACKOFF_MAX_MS = 10_000;
/** A child that ran this long was well: the next restart is quick again. */
const STABLE_MS = 30_000;

/**
 * Keeps one child process running: when it ends it is started again, at once at first and then
 * ever later, for as long as the parent runs. The child ends by itself when the parent does, since
 * its channel closes. `close` lets it finish within the limit, then kills it.
 */
export function superviseProcess(
  command: SupervisedCommand,
  log: Log,
  drainLimitMs: number,
): RunningPart {
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  const life = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; failures += 1) {
      const started = Date.now();
      child = spawnChild(command);
      log.debug({ process: child.pid }, 'worker started');
      const how = await ended(child);
      if (stopping.signal.aborted) return;
      if (Date.now() - started > STABLE_MS) failures = 0;
      const waitMs = Math.min(BACKOFF_FIRST_MS * 2 ** failures, BACKOFF_MAX_MS);
      log.error({ process: child.pid, waitMs }, `a worker ended (${how}); starting it again`);
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => {}); // stopped: loop ends
    }
  };
  const running = life();
  return {
    close: async () => {
      stopping.abort();
      if (child) askToStop(child);
      const limit = setTimeout(() => {
        log.warn(`a worker did not finish within ${drainLimitMs} ms; its jobs will be run again`);
        child?.kill('SIGKILL');
      }, drainLimitMs);
      await running;
      clearTimeout(limit);
    },
  };
}

/** In a session of its own: the parent alone decides when it stops, also on Ctrl-C. */
function spawnChild({ file, args, environment }: SupervisedCommand): ChildProcess {
  return spawn(process.execPath, [...process.execArgv, file, ...args], {
    env: environment,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** The word tells it from a parent that died, after which there is nothing to finish. */
function askToStop(child: ChildProcess): void {
  if (child.connected) child.send(STOP_WORD, () => child.connected && child.disconnect());
}

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}
