import { openCommandDatabase } from '../command-database.ts';
import { type Core, composeCore } from '../compose-core.ts';
import { prepareDatabase } from '../compose-database.ts';
import { createLog } from '../log.ts';
import { readSettings } from '../settings.ts';

/** Runs one command on the product's core, with the service's database or one of its own. */
export async function withCore<T>(run: (core: Core) => Promise<T>): Promise<T> {
  const settings = readSettings(process.env, []);
  // Standard output is the command's own answer; what goes wrong is told on the other.
  const log = createLog({ logLevel: 'warn', logJson: false }, 'wagetrace', process.stderr);
  const database = await openCommandDatabase(settings, log);
  try {
    await prepareDatabase(database.databaseUrl);
    const core = await composeCore({ ...settings, databaseUrl: database.databaseUrl }, log);
    try {
      return await run(core);
    } finally {
      await core.close();
    }
  } finally {
    await database.close();
  }
}
