import { raiseAlert } from '../cases/raise-alert.ts';
import { appendAuditEvent } from '../database/audit.ts';
import type { Transaction } from '../database/database.ts';
import type { Screening } from '../domain/decision.ts';
import { WagetraceError } from '../domain/errors.ts';
import { canonicalJson } from '../domain/json.ts';
import type { NameFacts } from '../domain/name-match.ts';
import type { Actor } from '../domain/organisation.ts';
import type { Payee } from '../domain/payroll.ts';
import type { FoundClusters } from '../screening/listed-clusters.ts';
import { screenPayee, subjectOfPayee, withFindings } from '../screening/payee-names.ts';
import { floorOf, insertScreenings } from '../screening/store.ts';
import type { GivenWallet } from '../screening/subject.ts';
import type { PayrollContext } from './context.ts';
import { sameWallet, walletChange } from './learn-payees.ts';
import { findEmployer, findPayees, insertWalletChanges, upsertPayees } from './store-payees.ts';

export interface PayeeInput {
  readonly employerRef: string;
  readonly name: string;
  readonly country?: string | undefined;
  readonly dateOfBirth?: string | undefined;
  readonly startDate?: string | undefined;
  readonly attributeHashes?: Readonly<Record<string, string>> | undefined;
  readonly wallet?: GivenWallet | undefined;
}

/**
 * Creates or replaces a payee. One whose wallet, name, birth or country is new is screened;
 * `screening` is there when it was, and another wallet is kept as a change. Throws
 * `payroll.unknown-employer`.
 */
export async function putPayee(
  context: PayrollContext,
  actor: Actor,
  ref: string,
  input: PayeeInput,
): Promise<{ readonly payee: Payee; readonly screening?: Screening }> {
  const payee = toPayee(ref, input, context);
  const [found] = await context.names.search([subjectOfPayee(payee)]);
  const clusters = await context.clusters.search(
    actor.organisationId,
    payee.wallet ? [payee.wallet] : [],
  );
  return await context.database.tenant(actor.organisationId, async (tx) => {
    if (!(await findEmployer(tx, input.employerRef))) {
      throw new WagetraceError('payroll.unknown-employer', 'No employer of this reference');
    }
    const before = (await findPayees(tx, [ref])).get(ref);
    await upsertPayees(tx, actor.organisationId, [payee]);
    const moved = !sameWallet(before?.wallet, payee.wallet);
    const renamed = !before || !samePerson(before, payee);
    const names = found && { payeeRef: ref, names: found };
    const screening =
      moved || renamed
        ? await screenChange(tx, context, actor, payee, { found: names, clusters })
        : undefined;
    if (moved) {
      const change = walletChange(context, actor, ref, before?.wallet, payee.wallet);
      await insertWalletChanges(tx, actor.organisationId, [change]);
    }
    await appendAuditEvent(tx, actor.organisationId, {
      id: context.clock.id(),
      actor: `key:${actor.keyId}`,
      action: 'payee.put',
      subject: { type: 'payee', id: ref },
      data: { walletChanged: moved },
      at: context.clock.now().toISOString(),
    });
    return screening ? { payee, screening } : { payee };
  });
}

function toPayee(ref: string, input: PayeeInput, context: PayrollContext): Payee {
  const { employerRef, name, country, dateOfBirth, startDate } = input;
  return {
    ref,
    employerRef,
    name,
    attributeHashes: input.attributeHashes ?? {},
    ...(country === undefined ? {} : { country }),
    ...(dateOfBirth === undefined ? {} : { dateOfBirth }),
    ...(startDate === undefined ? {} : { startDate }),
    ...(input.wallet ? { wallet: context.screener.read(input.wallet) } : {}),
  };
}

function samePerson(before: Payee, after: Payee): boolean {
  return canonicalJson(subjectOfPayee(before)) === canonicalJson(subjectOfPayee(after));
}

/** What was searched before the transaction. */
interface SearchedPayee {
  readonly found: { readonly payeeRef: string; readonly names: NameFacts } | undefined;
  readonly clusters: FoundClusters;
}

async function screenChange(
  tx: Transaction,
  context: PayrollContext,
  actor: Actor,
  payee: Payee,
  { found, clusters }: SearchedPayee,
): Promise<Screening | undefined> {
  const now = context.clock.now();
  const [names] = found ? await withFindings(tx, [found], now) : [];
  const floor = await floorOf(tx, actor.organisationId);
  const screening = screenPayee(context.screener, payee, { names, clusters }, floor, 'api');
  if (!screening) return undefined;
  await insertScreenings(tx, actor.organisationId, [screening]);
  if (screening.verdict.decision === 'block') {
    const listed = screening.facts.matches.length > 0;
    await raiseAlert(tx, actor.organisationId, context.clock, {
      kind: listed ? 'payee-wallet-listed' : 'payee-blocked',
      severity: 'severe',
      title: listed
        ? `The new wallet of payee ${payee.ref} is listed`
        : `Payee ${payee.ref} is blocked: ${screening.verdict.reasons[0] ?? ''}`,
      subject: { type: 'payee', id: payee.ref },
    });
  }
  return screening;
}
