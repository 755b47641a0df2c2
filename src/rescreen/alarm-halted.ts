import { raiseAlert } from '../cases/raise-alert.ts';
import type { ChainId } from '../domain/caip.ts';
import type { IngestHalt } from '../ports/ingest-store.ts';
import type { RescreenContext } from './context.ts';
import { everyOrganisation } from './store.ts';

/**
 * Tells every organisation that a chain replaced final blocks: a provider on another fork, or one
 * that lies, is as likely as a chain that broke its word, so nothing is taken back by itself.
 */
export async function alarmHalted(
  context: Pick<RescreenContext, 'database' | 'clock'>,
  chain: ChainId,
  { commonHeight, replaced, at }: IngestHalt,
): Promise<void> {
  for (const organisationId of await everyOrganisation(context.database)) {
    await context.database.tenant(organisationId, (tx) =>
      raiseAlert(tx, organisationId, context.clock, {
        kind: 'final-blocks-replaced',
        severity: 'severe',
        title: `${chain} replaced final blocks ${replaced.fromHeight} to ${replaced.toHeight}; what was read of them stands until an operator accepts the change`,
        subject: { type: 'chain', id: `${chain} above ${commonHeight} at ${at}` },
      }),
    );
  }
}
