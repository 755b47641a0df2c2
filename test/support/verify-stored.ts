import type { Verification } from '../../src/domain/discrepancy.ts';
import { verifyAnswer } from '../../src/runtime/commands/verify-command.ts';
import { composeCore } from '../../src/runtime/compose-core.ts';
import { createLog } from '../../src/runtime/log.ts';
import { readSettings } from '../../src/runtime/settings.ts';
import type { RunningService } from './running-service.ts';

/** What `wagetrace verify` answers on the database of a running service. */
export async function verifyStored(
  { environment, databaseUrl }: Pick<RunningService, 'environment' | 'databaseUrl'>,
  id: string,
): Promise<Verification> {
  const settings = readSettings({ ...environment, REDIS_URL: '' }, []);
  const log = createLog({ logLevel: 'fatal', logJson: false }, 'verify');
  const core = await composeCore({ ...settings, databaseUrl }, log);
  try {
    return await verifyAnswer(core, id);
  } finally {
    await core.close();
  }
}
