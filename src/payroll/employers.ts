import { readAccountId } from '../accounts/account.ts';
import { appendAuditEvent } from '../database/audit.ts';
import type { Actor } from '../domain/organisation.ts';
import type { Employer } from '../domain/payroll.ts';
import type { PayrollContext } from './context.ts';
import { findEmployer, upsertEmployers } from './store-payees.ts';

export interface EmployerInput {
  readonly name: string;
  readonly country?: string | undefined;
  /** CAIP-10 accounts that the employer pays from; they are watched for settlements. */
  readonly payerAccounts?: readonly string[] | undefined;
}

/**
 * Creates or changes an employer. Throws `account.unreadable` for a payer account that is none,
 * since a misspelt one would never be seen to pay.
 */
export async function putEmployer(
  context: PayrollContext,
  actor: Actor,
  ref: string,
  input: EmployerInput,
): Promise<Employer> {
  const payerAccounts = input.payerAccounts?.map(readAccountId);
  return await context.database.tenant(actor.organisationId, async (tx) => {
    await upsertEmployers(tx, actor.organisationId, [{ ref, ...input, payerAccounts }]);
    const employer = await findEmployer(tx, ref);
    await appendAuditEvent(tx, actor.organisationId, {
      id: context.clock.id(),
      actor: `key:${actor.keyId}`,
      action: 'employer.put',
      subject: { type: 'employer', id: ref },
      data: { payerAccounts: payerAccounts ?? [] },
      at: context.clock.now().toISOString(),
    });
    return employer ?? { ref, name: input.name, payerAccounts: payerAccounts ?? [] };
  });
}
