import { raiseAlert } from '../cases/raise-alert.ts';
import { type ErrorDetails, isWagetraceError } from '../domain/errors.ts';
import type { RescreenContext } from './context.ts';
import { everyOrganisation } from './store.ts';

/**
 * Tells every organisation where an error says that two providers of a chain tell different stories
 * of the same transactions, once a day and chain: which of them is right is for the operator to find
 * out, and nothing was stored of either. Which transactions they are is not told, since a transaction
 * may have been read for one organisation's wage: those details are given back, for the log. Any other
 * error is nobody's alarm.
 */
export async function alarmDisagreement(
  context: Pick<RescreenContext, 'database' | 'clock'>,
  error: unknown,
): Promise<ErrorDetails | undefined> {
  if (!isWagetraceError(error) || error.code !== 'source.disagreement') return undefined;
  const { provider, chain } = error.details;
  const day = context.clock.now().toISOString().slice(0, 'YYYY-MM-DD'.length);
  for (const organisationId of await everyOrganisation(context.database)) {
    await context.database.tenant(organisationId, (tx) =>
      raiseAlert(tx, organisationId, context.clock, {
        kind: 'sources-disagree',
        severity: 'high',
        title: `Providers of ${chain} (${provider}) tell transactions differently; what these moved is not known until they agree. The operator's log names them`,
        subject: { type: 'chain', id: `${chain} on ${day}` },
      }),
    );
  }
  return error.details;
}
