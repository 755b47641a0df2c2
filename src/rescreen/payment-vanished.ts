import { raiseAlert } from '../cases/raise-alert.ts';
import { storeEvents } from '../database/events.ts';
import type { RescreenContext } from './context.ts';
import { withdrawVanished } from './store-reorg.ts';

/**
 * Says of a flow whose seed is not found when it is followed again that its payment has vanished:
 * the blocks that had it were replaced while it was asked for. False, and nothing is done, for a
 * payment that was never seen: that is a failure of the question.
 */
export async function tellVanished(
  { database, clock }: Pick<RescreenContext, 'database' | 'clock'>,
  organisationId: string,
  flowId: string,
): Promise<boolean> {
  return await database.tenant(organisationId, async (tx) => {
    if (!(await withdrawVanished(tx, flowId))) return false;
    await storeEvents(tx, organisationId, clock, [
      { type: 'flow.withdrawn', subjectId: flowId, data: { seedGone: true } },
    ]);
    await raiseAlert(tx, organisationId, clock, {
      kind: 'payment-vanished',
      severity: 'high',
      title: 'The chain does not show a payment any more that it showed before',
      subject: { type: 'flow', id: flowId },
    });
    return true;
  });
}
