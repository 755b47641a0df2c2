import { raiseAlert } from '../cases/raise-alert.ts';
import type { Conversion } from '../domain/conversion.ts';
import type { SanctionsIndex } from '../ports/sanctions-index.ts';
import type { FlowContext } from './context.ts';
import { declaredMatches } from './declared-recipients.ts';
import { isListedEnd } from './listed-end.ts';
import { addProgress } from './store.ts';

/**
 * Raises an alert as soon as a bridge is seen to be told to pay to a listed account, before the
 * other chain is looked at and whether or not it can be. Once for a flow, however often it is called.
 */
export async function warnOfDeclared(
  context: Pick<FlowContext, 'database' | 'clock'>,
  organisationId: string,
  flowId: string,
  index: SanctionsIndex,
  conversions: readonly Conversion[],
): Promise<void> {
  const listed = conversions.filter((one) => declaredMatches(index, one).some(isListedEnd));
  const [first] = listed;
  if (!first) return;
  await context.database.tenant(organisationId, async (tx) => {
    const isNew = await raiseAlert(tx, organisationId, context.clock, {
      kind: 'declared-recipient-listed',
      severity: 'severe',
      title: `A wage was sent by a bridge (${first.protocol}) to be paid to a listed wallet`,
      subject: { type: 'flow', id: flowId },
    });
    if (!isNew) return;
    const { chain, tx: hash } = first.source;
    await addProgress(tx, organisationId, flowId, 'declared-recipient-listed', { chain, tx: hash });
  });
}
