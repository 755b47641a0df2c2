import { accessSync, appendFileSync, constants, existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { expect } from 'vitest';
import { hasBcoin } from './bcoin.ts';

/** What some suites need and not every machine has. */
export type Need = 'redis' | 'litecoind' | 'bcoin' | 'chromium' | 'shared-data' | 'root';

/** `path`: the program to run, or the folder to read. */
export type Availability =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly why: string };

const root = resolve(import.meta.dirname, '../..');

const FIND: Readonly<Record<Need, () => Availability>> = {
  redis: () => program('redis-server', []),
  // The system's command is a wrapper that refuses to run as root.
  litecoind: () => program('litecoind', ['/usr/lib/litecoin']),
  chromium: () => program('chromium', []),
  bcoin: () =>
    hasBcoin()
      ? { ok: true, path: 'bcoin' }
      : { ok: false, why: 'the optional package bcoin is not installed' },
  'shared-data': () => {
    const path = resolve(root, '../shared/data');
    return existsSync(path) ? { ok: true, path } : { ok: false, why: `there is no ${path}` };
  },
  root: () =>
    process.getuid?.() === 0
      ? { ok: true, path: '/' }
      : { ok: false, why: 'it changes to another user, which only root may' },
};

/**
 * Whether the machine has it. Where not, the suite skips itself (`describe.skipIf`), and the reason
 * is printed at the end of the run.
 */
export function available(need: Need): Availability {
  const found = FIND[need]();
  const record = process.env['WAGETRACE_SKIPS_FILE'];
  if (!found.ok && record !== undefined) {
    const suite = expect.getState().testPath ?? '';
    appendFileSync(record, `${JSON.stringify({ suite, need, why: found.why })}\n`);
  }
  return found;
}

function program(name: string, foldersFirst: readonly string[]): Availability {
  const folders = [...foldersFirst, ...(process.env['PATH'] ?? '').split(delimiter)];
  const path = folders.map((folder) => join(folder, name)).find(isExecutable);
  return path ? { ok: true, path } : { ok: false, why: `${name} is not installed` };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // absent or not to be run: either way not available
  }
}
