import { WagetraceError } from '../domain/errors.ts';
import type { Actor } from '../domain/organisation.ts';
import type { Payout } from '../domain/payroll.ts';
import type { PayrollContext } from './context.ts';
import { findPayout } from './store.ts';

/** One payout. Throws `payout.not-found`, also for one of another organisation. */
export async function readPayout(
  context: Pick<PayrollContext, 'database'>,
  actor: Actor,
  id: string,
): Promise<Payout> {
  const payout = await context.database.tenant(actor.organisationId, (tx) => findPayout(tx, id));
  if (!payout) throw new WagetraceError('payout.not-found', 'No such payout');
  return payout;
}
