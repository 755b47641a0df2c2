import type { Transaction } from '../database/database.ts';
import { storeEvents } from '../database/events.ts';
import type { Alert } from '../domain/alert.ts';
import type { Clock } from '../ports/clock.ts';
import { insertAlert } from './store.ts';

/**
 * Raises an alert in the transaction of what it tells of. The same kind for the same subject is
 * raised once, so a job that runs twice does not alarm twice; true when it is new.
 */
export async function raiseAlert(
  tx: Transaction,
  organisationId: string,
  clock: Clock,
  raised: Pick<Alert, 'kind' | 'severity' | 'title' | 'subject'>,
): Promise<boolean> {
  const alert: Alert = {
    ...raised,
    id: clock.id(),
    state: 'open',
    createdAt: clock.now().toISOString(),
  };
  if (!(await insertAlert(tx, organisationId, alert))) return false;
  await storeEvents(tx, organisationId, clock, [
    {
      type: 'alert.created',
      subjectId: alert.id,
      data: { kind: alert.kind, subject: alert.subject },
    },
  ]);
  return true;
}
