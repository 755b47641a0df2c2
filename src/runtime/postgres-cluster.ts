import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WagetraceError } from '../domain/errors.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { PostgresPlacement, ServerUser } from './postgres-placement.ts';
import { processEntry } from './process-table.ts';

/** The role and the database of the embedded server. */
export const EMBEDDED_ROLE = 'wagetrace';
export const EMBEDDED_DATABASE = 'wagetrace';
/** Nothing of the operator's environment: `PGDATA` and the like would change what the server does. */
export const SERVER_ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

const LEFT_OVER_LIMIT_MS = 20_000;
const OUTPUT_KEPT = 4_000;

/**
 * Makes the cluster when there is none, and a running start possible when there is one.
 * @throws `postgres.other-version`, `postgres.command-failed`, `postgres.in-use`.
 */
export async function prepareCluster(
  binaries: PostgresBinaries,
  { clusterFolder, socketFolder, user }: PostgresPlacement,
): Promise<void> {
  const versionFile = join(clusterFolder, 'PG_VERSION');
  if (!existsSync(versionFile)) return createCluster(binaries, clusterFolder, user);
  const major = Number(readFileSync(versionFile, 'utf8').trim());
  if (major !== binaries.major) {
    throw new WagetraceError(
      'postgres.other-version',
      `The data in ${clusterFolder} was written by PostgreSQL ${major}; this Wagetrace brings ` +
        `PostgreSQL ${binaries.major}, which cannot read it. Start the Wagetrace that wrote it and ` +
        'export the data, or set WAGETRACE_DATA to a new folder.',
    );
  }
  await clearLeftOvers(clusterFolder, socketFolder);
}

/** Made aside and renamed: a start that is killed half-way leaves no half cluster in its place. */
async function createCluster(
  { bin }: PostgresBinaries,
  clusterFolder: string,
  user: ServerUser | undefined,
): Promise<void> {
  const aside = `${clusterFolder}.new`;
  rmSync(aside, { recursive: true, force: true });
  const access = ['-U', EMBEDDED_ROLE, '--auth-local=trust', '--auth-host=reject'];
  const content = ['-E', 'UTF8', '--locale=C', '--no-instructions'];
  await run(join(bin, 'initdb'), ['-D', aside, ...access, ...content], user, '');
  const single = ['--single', '-D', aside, 'postgres'];
  await run(join(bin, 'postgres'), single, user, `create database ${EMBEDDED_DATABASE}\n`);
  renameSync(aside, clusterFolder);
}

function run(
  command: string,
  args: string[],
  user: ServerUser | undefined,
  input: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...user, env: SERVER_ENVIRONMENT, cwd: '/' });
    let output = '';
    const keep = (data: Buffer): void => {
      output = (output + data).slice(-OUTPUT_KEPT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const fail = (why: string, cause?: Error): void =>
      reject(
        new WagetraceError('postgres.command-failed', `${command} ${why}: ${output}`, { cause }),
      );
    child.on('error', (error) => fail('could not be started', error));
    child.on('close', (code) => (code === 0 ? resolve() : fail(`ended with ${code}`)));
    child.stdin.end(input);
  });
}

/**
 * After a kill -9 a server can be left over without its watchdog, or lock files whose process
 * number another process has by now: PostgreSQL alone would refuse to start on either.
 */
async function clearLeftOvers(clusterFolder: string, socketFolder: string): Promise<void> {
  const pidFile = join(clusterFolder, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n', 1)[0]);
  const deadline = Date.now() + LEFT_OVER_LIMIT_MS;
  for (let entry = serverOn(clusterFolder, pid); entry; entry = serverOn(clusterFolder, pid)) {
    if (Date.now() > deadline) {
      throw new WagetraceError(
        'postgres.in-use',
        `PostgreSQL (process ${pid}) still runs on ${clusterFolder} and does not stop.`,
      );
    }
    const watched = processEntry(entry.parentPid)?.commandLine.includes(clusterFolder) ?? false;
    if (!watched) process.kill(pid, 'SIGINT');
    await delay(200);
  }
  if (processEntry(pid)) rmSync(pidFile, { force: true });
  rmSync(join(socketFolder, '.s.PGSQL.5432.lock'), { force: true });
}

function serverOn(clusterFolder: string, pid: number) {
  const entry = processEntry(pid);
  return entry?.commandLine.includes(`-D ${clusterFolder}`) ? entry : undefined;
}
