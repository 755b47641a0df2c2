import { raiseAlert } from '../cases/raise-alert.ts';
import { appendAuditEvent } from '../database/audit.ts';
import type { Transaction } from '../database/database.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Actor } from '../domain/organisation.ts';
import { nextStates, type Payout, type PayoutState } from '../domain/payroll.ts';
import type { PayrollContext } from './context.ts';
import { lockPayout, savePayout } from './store.ts';
import { deleteUnblock, findUnblock, saveUnblock } from './store-unblocks.ts';

export type PayoutAction = 'release' | 'hold' | 'reject';
const target: Readonly<Record<PayoutAction, PayoutState>> = {
  release: 'released',
  hold: 'held',
  reject: 'rejected',
};

/** The ways out of a block that the law names; proximity or a policy is none of them. */
export const unblockGrounds = ['not-a-match', 'delisted', 'licence'] as const;

export interface Unblock {
  readonly ground: (typeof unblockGrounds)[number];
  readonly reason: string;
  /** Of a licence. */
  readonly licenceNumber?: string | undefined;
  readonly licenceDate?: string | undefined;
}

/**
 * Releases, holds or rejects a payout. Property on the floor may be neither paid nor given back
 * (31 CFR 501.603, 501.604), so a blocked payout takes none of these: it is unblocked first.
 * Throws `payout.not-found`, `payout.blocked`, `payout.bad-state`, `payout.reason-missing`.
 */
export async function actOnPayout(
  context: PayrollContext,
  actor: Actor,
  id: string,
  action: PayoutAction,
  reason: string,
): Promise<Payout> {
  if (reason.trim() === '') {
    throw new WagetraceError('payout.reason-missing', 'Say why');
  }
  return await context.database.tenant(actor.organisationId, async (tx) => {
    const payout = await requirePayout(tx, id);
    if (payout.state === 'blocked') {
      throw new WagetraceError(
        'payout.blocked',
        'A blocked payout is unblocked by two people first',
      );
    }
    return await moveTo(tx, context, actor, payout, target[action], action, reason);
  });
}

/**
 * Asks for, or as the second person confirms, the end of a block; it becomes `held`, so that the
 * release is an act of its own. Throws `payout.not-found`, `payout.bad-state` when it is not blocked,
 * `payout.same-person` when the second is the first, `payout.licence-missing`.
 */
export async function unblockPayout(
  context: PayrollContext,
  actor: Actor,
  id: string,
  unblock: Unblock,
): Promise<{ readonly payout: Payout; readonly confirmed: boolean }> {
  if (unblock.ground === 'licence' && !(unblock.licenceNumber && unblock.licenceDate)) {
    throw new WagetraceError('payout.licence-missing', 'A licence has a number and a date');
  }
  return await context.database.tenant(actor.organisationId, async (tx) => {
    const payout = await requirePayout(tx, id);
    if (payout.state !== 'blocked') {
      throw new WagetraceError('payout.bad-state', 'The payout is not blocked');
    }
    const first = await findUnblock(tx, id);
    if (!first || !sameGround(first.unblock, unblock)) {
      await saveUnblock(tx, actor.organisationId, id, actor.keyId, unblock);
      await audit(tx, context, actor, payout, 'unblock.requested', unblock.reason, { ...unblock });
      return { payout, confirmed: false };
    }
    if (first.keyId === actor.keyId) {
      throw new WagetraceError('payout.same-person', 'A second person confirms the end of a block');
    }
    const held = await moveTo(tx, context, actor, payout, 'held', 'unblock', unblock.reason);
    // Another block of this payout takes two people again.
    await deleteUnblock(tx, id);
    return { payout: held, confirmed: true };
  });
}

/** The second person confirms what the first said; a licence is one by its number and date. */
function sameGround(a: Unblock, b: Unblock): boolean {
  const { ground, licenceNumber, licenceDate } = a;
  return ground === b.ground && licenceNumber === b.licenceNumber && licenceDate === b.licenceDate;
}

async function requirePayout(tx: Transaction, id: string): Promise<Payout> {
  const payout = await lockPayout(tx, id);
  if (!payout) throw new WagetraceError('payout.not-found', 'No such payout');
  return payout;
}

async function moveTo(
  tx: Transaction,
  context: PayrollContext,
  actor: Actor,
  before: Payout,
  state: PayoutState,
  action: string,
  reason: string,
): Promise<Payout> {
  if (!nextStates[before.state].includes(state)) {
    throw new WagetraceError(
      'payout.bad-state',
      `A ${before.state} payout cannot become ${state}`,
      {
        details: { state: before.state },
      },
    );
  }
  const after: Payout = { ...before, state };
  await savePayout(tx, after);
  if (state === 'held' && before.decision === 'block') {
    await raiseAlert(tx, actor.organisationId, context.clock, {
      kind: 'payout-unblocked',
      severity: 'high',
      title: `The block of payout ${before.ref} was lifted by two people`,
      subject: { type: 'payout', id: before.id },
    });
  }
  await audit(tx, context, actor, before, action, reason, { from: before.state, to: state });
  return after;
}

async function audit(
  tx: Transaction,
  context: PayrollContext,
  actor: Actor,
  payout: Payout,
  action: string,
  reason: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  await appendAuditEvent(tx, actor.organisationId, {
    id: context.clock.id(),
    actor: `key:${actor.keyId}`,
    action: `payout.${action}`,
    subject: { type: 'payout', id: payout.id },
    reason,
    data,
    at: context.clock.now().toISOString(),
  });
}
