import { raiseAlert } from '../../cases/raise-alert.ts';
import type { Transaction } from '../../database/database.ts';
import { storeEvents } from '../../database/events.ts';
import type { Convergence } from '../../tracing/convergence/convergence.ts';
import type { InquiryContext, InquiryTask } from '../inquiries/answer-step.ts';

/** Raises an alert, once for each account, and tells of each that is new. */
export async function alarmConvergence(
  tx: Transaction,
  context: Pick<InquiryContext, 'clock'>,
  { organisationId, id }: Pick<InquiryTask<unknown>, 'organisationId' | 'id'>,
  found: readonly Convergence[],
): Promise<void> {
  for (const { account, payees, groups, eValue, incomeShareMillionths } of found) {
    const isNew = await raiseAlert(tx, organisationId, context.clock, {
      kind: 'convergence',
      severity: 'high',
      title: `Wages of ${groups} unconnected payees come together in one account`,
      subject: { type: 'account', id: account },
    });
    if (!isNew) continue;
    const data = { inquiryId: id, payees, groups, eValue, incomeShareMillionths };
    await storeEvents(tx, organisationId, context.clock, [
      { type: 'convergence.found', subjectId: account, data },
    ]);
  }
}
