import { raiseAlert } from '../cases/raise-alert.ts';
import { isWagetraceError } from '../domain/errors.ts';
import type { RescreenContext } from './context.ts';
import { everyOrganisation } from './store.ts';

/**
 * Tells every organisation where an error says that two providers of a chain tell different stories
 * of the same transactions: which of them is right is for a person to find out, and nothing was
 * stored of either. Any other error is nobody's alarm.
 */
export async function alarmDisagreement(
  context: Pick<RescreenContext, 'database' | 'clock'>,
  error: unknown,
): Promise<void> {
  if (!isWagetraceError(error) || error.code !== 'source.disagreement') return;
  const { provider, chain, transactions } = error.details;
  const [first = ''] = Array.isArray(transactions) ? transactions : [];
  for (const organisationId of await everyOrganisation(context.database)) {
    await context.database.tenant(organisationId, (tx) =>
      raiseAlert(tx, organisationId, context.clock, {
        kind: 'sources-disagree',
        severity: 'high',
        title: `Providers of ${chain} (${provider}) tell transaction ${first} differently; what it moved is not known until they agree`,
        subject: { type: 'chain', id: `${chain} ${first}` },
      }),
    );
  }
}
