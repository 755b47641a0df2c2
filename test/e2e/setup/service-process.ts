import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { processEntry } from '../../../src/runtime/process-table.ts';
import { type Run, readRunFile } from '../../../src/runtime/run-file.ts';

export const root = resolve(import.meta.dirname, '../../..');
/** An ordinary user of every Unix. */
export const NOBODY = 65_534;
const READY_LIMIT_MS = 90_000;
const POLL_MS = 50;

/** A folder of its own for what a service keeps, also outside that folder. */
export class ServiceData {
  readonly folder: string;

  constructor(parent = '/tmp') {
    this.folder = mkdtempSync(join(parent, 'wagetrace-e2e-'));
  }

  /** Where the embedded database of this folder has its files and its socket. */
  private places(): string[] {
    const idFile = join(this.folder, 'instance-id');
    const id = existsSync(idFile) ? readFileSync(idFile, 'utf8') : 'none';
    const users = [process.getuid?.(), NOBODY];
    const sockets = users.map((uid) => `/tmp/wagetrace-${uid}-${id}`);
    return [this.folder, `/var/lib/wagetrace/${id}`, ...sockets];
  }

  /** Number and command of every process that has to do with this folder (Linux). */
  processes(): { readonly pid: number; readonly commandLine: string }[] {
    const places = this.places();
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .flatMap((name) => {
        const entry = processEntry(Number(name));
        const text = `${entry?.commandLine ?? ''}\n${environmentOf(name)}`;
        const { pid, commandLine } = entry ?? { pid: 0, commandLine: '' };
        return pid > 0 && places.some((place) => text.includes(place))
          ? [{ pid, commandLine }]
          : [];
      });
  }

  run(): Run | undefined {
    return readRunFile(this.folder);
  }

  /** The processes of the workers, and of the database server. */
  workers(): number[] {
    return this.pidsOf('workers/all');
  }

  postgres(): number[] {
    return this.pidsOf('/bin/postgres -D').filter((pid) => {
      return !processEntry(pid)?.commandLine.startsWith('/bin/sh');
    });
  }

  private pidsOf(part: string): number[] {
    return this.processes().flatMap((one) => (one.commandLine.includes(part) ? [one.pid] : []));
  }

  /** Ends what is left and removes every file. */
  remove(): void {
    for (const { pid } of this.processes()) process.kill(pid, 'SIGKILL');
    for (const place of this.places()) rmSync(place, { recursive: true, force: true });
  }
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return ''; // ended, or of another user
  }
}

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** A start of the product, in a process group of its own. */
export class ServiceProcess {
  output = '';
  readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;

  constructor(data: ServiceData, options: StartOptions = {}) {
    const { environment, command, ...where } = options;
    const [program, ...args] = command ?? [process.execPath, '--import', 'tsx', 'src/main.ts'];
    const base = { PATH: process.env['PATH'], HOME: data.folder, WAGETRACE_DATA: data.folder };
    this.child = spawn(program, args, {
      cwd: root,
      ...where,
      env: { ...base, WAGETRACE_SANDBOX: 'false', ...environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const read = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    this.child.stdout?.on('data', read);
    this.child.stderr?.on('data', read);
    this.closed = once(this.child, 'close');
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the service was not started');
    return this.child.pid;
  }

  ready(): Promise<this> {
    return this.says('Wagetrace is ready');
  }

  async says(text: string): Promise<this> {
    await until(() => {
      if (this.output.includes(text)) return true;
      if (this.child.exitCode !== null) throw new Error(`the service ended: ${this.output}`);
      return false;
    }, `the service says "${text}"`);
    return this;
  }

  /** The exit code, once the process and everything that shares its output has ended. */
  async ended(): Promise<number | null> {
    await this.closed;
    return this.child.exitCode;
  }
}

/** Waits for what the condition gives once it is neither false nor undefined. */
export async function until<T>(
  condition: () => T | false | undefined | Promise<T | false | undefined>,
  what: string,
): Promise<T> {
  const deadline = Date.now() + READY_LIMIT_MS;
  for (;;) {
    const result = await condition();
    if (result !== false && result !== undefined) return result;
    if (Date.now() > deadline) throw new Error(`it did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
