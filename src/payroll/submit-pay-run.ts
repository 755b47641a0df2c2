import { raiseAlert } from '../cases/raise-alert.ts';
import { appendAuditEvent } from '../database/audit.ts';
import type { Transaction } from '../database/database.ts';
import { storeEvents } from '../database/events.ts';
import type { Screening } from '../domain/decision.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { NameFacts } from '../domain/name-match.ts';
import type { Actor } from '../domain/organisation.ts';
import type { Payout } from '../domain/payroll.ts';
import type { FoundClusters } from '../screening/listed-clusters.ts';
import { subjectOfPayee, withFindings } from '../screening/payee-names.ts';
import { floorOf, insertScreenings } from '../screening/store.ts';
import type { PayrollContext } from './context.ts';
import { learnPayees } from './learn-payees.ts';
import { type PayoutError, type PayRunInput, payoutsMax } from './payout-input.ts';
import { type ResolvedPayout, resolvePayout, walletOf } from './resolve-payout.ts';
import { insertPayouts, insertPayRun } from './store.ts';
import { findPayees } from './store-payees.ts';

/** What became of a pay run: a decision for each payout that could be read, an error for the rest. */
export interface PayRunResult {
  readonly id: string;
  readonly ref: string;
  readonly payouts: readonly {
    readonly payout: Payout;
    readonly screening: ResolvedPayout['screening'];
  }[];
  readonly errors: readonly PayoutError[];
}

/** What was searched before the transaction. */
interface Findings {
  readonly names: readonly (NameFacts | undefined)[];
  readonly clusters: FoundClusters;
}

/**
 * Takes a pay run, decides about each payout from memory, and stores run, payouts, screenings,
 * events and alerts in one transaction, so that an answer is never given that is not kept.
 * Throws `payroll.duplicate-run` when the organisation has a run of this reference,
 * `payroll.too-many-payouts`, `payroll.empty-run`.
 */
export async function submitPayRun(
  context: PayrollContext,
  actor: Actor,
  input: PayRunInput,
): Promise<PayRunResult> {
  if (input.payouts.length > payoutsMax) {
    throw new WagetraceError('payroll.too-many-payouts', `At most ${payoutsMax} payouts a run`);
  }
  if (input.payouts.length + input.errors.length === 0) {
    throw new WagetraceError('payroll.empty-run', 'The pay run has no payout');
  }
  // Searched before the transaction, which is not to be held open meanwhile.
  const found = await searchNames(context, actor, input);
  const clusters = await searchClusters(context, actor, input);
  return await context.database.tenant(actor.organisationId, async (tx) => {
    const names = await namesOf(tx, context, input, found);
    const { resolved, errors } = await resolveAll(tx, context, actor, input, {
      names,
      clusters,
    });
    const id = context.clock.id();
    const payouts = resolved.map((one) => ({
      payout: toPayout(one, id, context.clock.id()),
      screening: one.screening,
    }));
    const result: PayRunResult = { id, ref: input.ref, payouts, errors };
    await storeRun(tx, context, actor, resolved, result);
    return result;
  });
}

/** What was found for the name of each payout's payee; undefined for one without a name. */
async function searchNames(
  context: PayrollContext,
  actor: Actor,
  { payouts }: PayRunInput,
): Promise<(NameFacts | undefined)[]> {
  const refs = [...new Set(payouts.map((one) => one.payout.payeeRef))];
  const known = await context.database.tenant(actor.organisationId, (tx) => findPayees(tx, refs));
  const subjects = payouts.map(({ payout }) => {
    const before = known.get(payout.payeeRef);
    const name = payout.payeeName ?? before?.name;
    const country = payout.payeeCountry ?? before?.country;
    const dateOfBirth = before?.dateOfBirth;
    return name === undefined
      ? undefined
      : subjectOfPayee({
          name,
          ...(country === undefined ? {} : { country }),
          ...(dateOfBirth === undefined ? {} : { dateOfBirth }),
        });
  });
  const found = await context.names.search(subjects.filter((one) => one !== undefined));
  let at = 0;
  return subjects.map((subject) => (subject ? found[at++] : undefined));
}

/** What is found in the clusters of the wallets that are paid. */
async function searchClusters(
  { database, clusters, screener }: PayrollContext,
  { organisationId }: Actor,
  { payouts }: PayRunInput,
): Promise<FoundClusters> {
  const refs = [...new Set(payouts.map((one) => one.payout.payeeRef))];
  const known = await database.tenant(organisationId, (tx) => findPayees(tx, refs));
  const wallets = payouts.flatMap(
    ({ payout }) => walletOf(payout, known.get(payout.payeeRef)?.wallet) ?? [],
  );
  return await clusters.search(
    organisationId,
    wallets.map((given) => screener.read(given)),
  );
}

async function namesOf(
  tx: Transaction,
  context: PayrollContext,
  { payouts }: PayRunInput,
  found: readonly (NameFacts | undefined)[],
): Promise<(NameFacts | undefined)[]> {
  const named = payouts.flatMap(({ payout: { payeeRef } }, at) => {
    const names = found[at];
    return names ? [{ at, payeeRef, names }] : [];
  });
  const settled = await withFindings(tx, named, context.clock.now());
  const names: (NameFacts | undefined)[] = [...found];
  for (const [index, { at }] of named.entries()) names[at] = settled[index];
  return names;
}

async function resolveAll(
  tx: Transaction,
  context: PayrollContext,
  actor: Actor,
  input: PayRunInput,
  { names, clusters }: Findings,
): Promise<{ resolved: ResolvedPayout[]; errors: PayoutError[] }> {
  const floorJurisdictions = await floorOf(tx, actor.organisationId);
  const known = await findPayees(tx, [...new Set(input.payouts.map((one) => one.payout.payeeRef))]);
  const errors = [...input.errors];
  const resolved: ResolvedPayout[] = [];
  const refs = new Set<string>();
  for (const [at, { line, payout }] of input.payouts.entries()) {
    if (refs.has(payout.ref)) {
      const message = 'The reference stands twice in this run';
      errors.push({ line, column: 'payout_ref', code: 'payroll.duplicate-ref', message });
      continue;
    }
    refs.add(payout.ref);
    const payee = known.get(payout.payeeRef);
    if (!payee && !payout.payeeName) {
      const message = 'Unknown payee: give a name to make it known';
      errors.push({ line, column: 'payee_name', code: 'payroll.unknown-payee', message });
      continue;
    }
    const circumstances = { ...context, floorJurisdictions, names: names[at], found: clusters };
    const one = resolvePayout(line, payout, payee?.wallet, circumstances);
    if ('screening' in one) resolved.push(one);
    else errors.push(one);
  }
  return { resolved, errors };
}

function toPayout(one: ResolvedPayout, payRunId: string, id: string): Payout {
  const { input, screening } = one;
  const floor = screening.verdict.rule === 'floor';
  return {
    id,
    payRunId,
    ref: input.ref,
    employerRef: input.employerRef,
    payeeRef: input.payeeRef,
    method: input.method,
    state: floor ? 'blocked' : 'screened',
    decision: screening.verdict.decision,
    screeningId: screening.id,
    ...(one.wallet ? { wallet: one.wallet } : {}),
    ...(one.asset ? { asset: one.asset.id } : {}),
    ...(one.amountBase === undefined ? {} : { amountBase: one.amountBase }),
    ...(one.declared ? { declared: one.declared } : {}),
    ...(one.dueAt === undefined ? {} : { dueAt: one.dueAt }),
    ...(one.stream ? { stream: one.stream } : {}),
    ...(input.paymentReference === undefined
      ? {}
      : { paymentReference: input.paymentReference.toLowerCase() }),
  };
}

async function storeRun(
  tx: Transaction,
  context: PayrollContext,
  actor: Actor,
  resolved: readonly ResolvedPayout[],
  result: PayRunResult,
): Promise<void> {
  const { organisationId } = actor;
  if (!(await insertPayRun(tx, organisationId, result))) {
    throw new WagetraceError('payroll.duplicate-run', 'A pay run of this reference exists');
  }
  await learnPayees(tx, context, actor, resolved);
  await insertScreenings(
    tx,
    organisationId,
    result.payouts.map((one) => one.screening),
  );
  await insertPayouts(
    tx,
    organisationId,
    result.payouts.map((one) => one.payout),
  );
  for (const { payout, screening } of result.payouts) {
    if (payout.decision === 'block')
      await raiseAlert(tx, organisationId, context.clock, blocked(payout, screening));
  }
  await storeEvents(
    tx,
    organisationId,
    context.clock,
    result.payouts.map(({ payout }) => ({
      type: 'payout.decided',
      subjectId: payout.id,
      data: { ref: payout.ref, decision: payout.decision, state: payout.state },
    })),
  );
  await appendAuditEvent(tx, organisationId, {
    id: context.clock.id(),
    actor: `key:${actor.keyId}`,
    action: 'pay-run.submitted',
    subject: { type: 'pay-run', id: result.id },
    data: {
      ref: result.ref,
      payouts: result.payouts.map(({ payout }) => [payout.id, payout.state, payout.decision]),
      errors: result.errors.length,
    },
    at: context.clock.now().toISOString(),
  });
}

function blocked(payout: Payout, { facts, verdict }: Screening) {
  const listed = facts.matches.length > 0;
  return {
    kind: 'payout-blocked',
    severity: 'severe',
    title: listed
      ? `Payout ${payout.ref} goes to a listed wallet`
      : `Payout ${payout.ref} goes to a blocked payee: ${verdict.reasons[0] ?? ''}`,
    subject: { type: 'payout', id: payout.id },
  } as const;
}
