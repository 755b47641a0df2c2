import {
  accessSync,
  constants,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { messageOf, WagetraceError } from '../domain/errors.ts';
import { processEntry } from './process-table.ts';
import { readRunFile } from './run-file.ts';

const holderSchema = z.object({ pid: z.number().int().positive(), started: z.string() });
type Holder = z.infer<typeof holderSchema>;

/** The claim of this process on a data folder. */
export interface Instance {
  release(): void;
}

/**
 * Makes this process the only one that runs on the data folder; a claim whose process is gone is
 * taken over.
 * @throws `instance.running` with the address of the other one, `instance.no-folder`.
 */
export function claimInstance(dataFolder: string): Instance {
  makeFolder(dataFolder);
  const path = join(dataFolder, 'run.lock');
  const mine: Holder = { pid: process.pid, started: processEntry(process.pid)?.started ?? '' };
  if (!createLock(path, mine)) {
    const holder = readHolder(path);
    if (holder !== undefined && runs(holder)) throw alreadyRunning(dataFolder, holder);
    dropStaleLock(path, holder);
    if (!createLock(path, mine)) throw alreadyRunning(dataFolder, readHolder(path));
  }
  return {
    release: () => {
      if (sameHolder(readHolder(path), mine)) rmSync(path, { force: true });
    },
  };
}

function makeFolder(dataFolder: string): void {
  try {
    makeFolders(resolve(dataFolder));
    accessSync(dataFolder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = messageOf(error);
    const message = `The data folder cannot be used (${why}). Set WAGETRACE_DATA to one that can.`;
    throw new WagetraceError('instance.no-folder', message, { cause: error });
  }
}

/** One by one: by itself Node tries for ever where the system lets nobody make any (`/proc`). */
function makeFolders(folder: string): void {
  if (isFolder(folder)) return;
  makeFolders(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have been quicker.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Written aside and linked into place, so that nobody reads half a lock; false when it exists. */
function createLock(path: string, holder: Holder): boolean {
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, JSON.stringify(holder));
  try {
    linkSync(aside, path);
    return true;
  } catch (error) {
    if (isExisting(error)) return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Takes the stale lock away, unless another process has just put its own in that place. */
function dropStaleLock(path: string, stale: Holder | undefined): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // another process took it away first; who links next is the holder
  }
  const taken = readHolder(aside);
  if (!sameHolder(taken, stale)) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function readHolder(path: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined; // no lock, or not one of ours: nobody holds it
  }
}

function runs(holder: Holder): boolean {
  return processEntry(holder.pid)?.started === holder.started;
}

function sameHolder(one: Holder | undefined, other: Holder | undefined): boolean {
  return one?.pid === other?.pid && one?.started === other?.started;
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function alreadyRunning(dataFolder: string, holder: Holder | undefined): WagetraceError {
  const run = readRunFile(dataFolder);
  const known = run !== undefined && run.pid === holder?.pid;
  const where = known ? `at ${run.url} (process ${run.pid})` : `(process ${holder?.pid ?? '?'})`;
  return new WagetraceError(
    'instance.running',
    `Wagetrace runs already ${where}, with the data in ${dataFolder}. ` +
      'Stop it first, or give the second one a folder of its own with WAGETRACE_DATA.',
  );
}
