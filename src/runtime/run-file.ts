import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const runSchema = z.object({
  pid: z.number().int().positive(),
  port: z.number().int(),
  url: z.string(),
  databaseUrl: z.string().nullable(),
  startedAt: z.string(),
});

/** What a running instance tells the commands of the same clone. */
export type Run = z.infer<typeof runSchema>;

const pathIn = (dataFolder: string): string => join(dataFolder, 'run.json');

/**
 * Writes `run.json`, readable by the owner alone. `databaseUrl` is that of the embedded database;
 * an operator's own is null there, since it may hold a password.
 */
export function writeRunFile(dataFolder: string, run: Run): void {
  const path = pathIn(dataFolder);
  writeFileSync(`${path}.new`, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** The run file as it stands (its process may be gone), or undefined when there is no valid one. */
export function readRunFile(dataFolder: string): Run | undefined {
  try {
    return runSchema.safeParse(JSON.parse(readFileSync(pathIn(dataFolder), 'utf8'))).data;
  } catch {
    return undefined; // absent or cut short: nothing is known of a run
  }
}

export function removeRunFile(dataFolder: string): void {
  rmSync(pathIn(dataFolder), { force: true });
}
