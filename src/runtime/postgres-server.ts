import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WagetraceError } from '../domain/errors.ts';
import type { Log } from './log.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { SERVER_ENVIRONMENT } from './postgres-cluster.ts';
import type { PostgresPlacement } from './postgres-placement.ts';

/** One life of the server process. */
export interface PostgresServer {
  /** Resolves when no process of the server is left, however it ended. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Runs the server and stops it when standard input closes, which happens when its parent ends,
 * however it ends. The shell lets go of standard error, so that its end means that every process
 * of the server is gone.
 */
const WATCHDOG =
  '"$@" & p=$!; exec 2>/dev/null; trap "kill -INT $p" TERM INT; read _; kill -INT $p; wait $p';
const MESSAGES_KEPT = 20;
const START_LIMIT_MS = 60_000;

/**
 * Starts the server and waits until it accepts connections on its socket.
 * @throws `postgres.not-started` with its last messages; retryable when a killed predecessor has
 * not let go of its files and memory yet.
 */
export function startPostgresServer(
  binaries: PostgresBinaries,
  placement: PostgresPlacement,
  options: readonly string[],
  log: Log,
): Promise<PostgresServer> {
  const { user, clusterFolder, socketFolder } = placement;
  const command = [join(binaries.bin, 'postgres'), '-D', clusterFolder, '-k', socketFolder];
  const settings = ['listen_addresses=', ...options].flatMap((option) => ['-c', option]);
  const child = spawn('/bin/sh', ['-c', WATCHDOG, 'sh', ...command, ...settings], {
    ...user,
    env: SERVER_ENVIRONMENT,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  return untilReady(child, log);
}

function untilReady(child: ChildProcess, log: Log): Promise<PostgresServer> {
  const messages: string[] = [];
  const { stderr, stdin } = child;
  if (!stderr || !stdin) throw new TypeError('the server was spawned with pipes');
  return new Promise((resolve, reject) => {
    let ready = false;
    const exited = new Promise<void>((done) => child.once('exit', () => done()));
    const failed = (why: string, cause?: Error): void => {
      const text = messages.join('\n');
      const retryable = /lock file|shared memory block/.test(text);
      const message = `The embedded PostgreSQL ${why}: ${text}`;
      reject(new WagetraceError('postgres.not-started', message, { retryable, cause }));
    };
    const limit = setTimeout(() => stdin.end(), START_LIMIT_MS);
    const ended = new Promise<void>((done) => {
      const lines = createInterface({ input: stderr });
      lines.on('line', (line) => {
        messages.push(line);
        if (messages.length > MESSAGES_KEPT) messages.shift();
        log.debug({ server: line }, 'postgres');
        if (ready || !line.includes('ready to accept connections')) return;
        ready = true;
        clearTimeout(limit);
        resolve({ ended, stop: () => stop() });
      });
      lines.on('close', () => {
        clearTimeout(limit);
        stdin.end();
        void exited.then(done);
        if (!ready) failed('did not start');
      });
    });
    const stop = (): Promise<void> => {
      stdin.end();
      return ended;
    };
    stdin.on('error', () => {}); // the shell is gone already, which is what closing is for
    child.once('error', (error) => failed('could not be run', error));
  });
}
