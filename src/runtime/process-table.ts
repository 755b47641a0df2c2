import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A running process, told apart from a later one with the same number by when it started. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  /** Opaque; equal for the same process only. */
  readonly started: string;
  readonly commandLine: string;
}

/** The process with that number, or undefined when none runs (a zombie does not run). */
export function processEntry(pid: number): ProcessEntry | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): ProcessEntry | undefined {
  const stat = readProc(pid, 'stat');
  if (stat === undefined) return undefined;
  // proc(5): the command in parentheses may hold anything; fields 3 (state), 4 (parent) and
  // 22 (start, in clock ticks since boot) follow the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent] = fields;
  const started = fields[19];
  if (state === 'Z' || state === 'X' || started === undefined) return undefined;
  const commandLine = (readProc(pid, 'cmdline') ?? '').replaceAll('\0', ' ').trim();
  return { pid, parentPid: Number(parent), started, commandLine };
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined; // the process ended, which is what the caller asks
  }
}

function fromPs(pid: number): ProcessEntry | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,stat=,lstart=,args=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const match = /^\s*(\d+)\s+(\S+)\s+(\S+ \S+ +\d+ [\d:]+ \d+)\s+(.*)$/m.exec(stdout ?? '');
  const [, parent, state, started, commandLine] = match ?? [];
  if (started === undefined || state?.startsWith('Z')) return undefined;
  return { pid, parentPid: Number(parent), started, commandLine: commandLine ?? '' };
}
