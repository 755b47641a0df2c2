import { resolve } from 'node:path';
import { openCommandDatabase } from '../../src/runtime/command-database.ts';
import { type Core, composeCore } from '../../src/runtime/compose-core.ts';
import { prepareDatabase } from '../../src/runtime/compose-database.ts';
import { createLog } from '../../src/runtime/log.ts';
import { readSettings } from '../../src/runtime/settings.ts';

const dataFolder = resolve(import.meta.dirname, '../../data/evaluate');

/** The product's own core on a database of its own, started for one evaluation and stopped after it. */
export async function withEvaluationCore<T>(run: (core: Core) => Promise<T>): Promise<T> {
  const environment = { ...process.env, WAGETRACE_DATA: dataFolder, REDIS_URL: '' };
  const settings = readSettings(environment, []);
  const log = createLog({ logLevel: 'warn', logJson: false }, 'evaluate', process.stderr);
  const command = await openCommandDatabase(settings, log);
  try {
    await prepareDatabase(command.databaseUrl);
    const core = await composeCore({ ...settings, databaseUrl: command.databaseUrl }, log);
    try {
      return await run(core);
    } finally {
      await core.close();
    }
  } finally {
    await command.close();
  }
}
