import { raiseAlert } from '../cases/raise-alert.ts';
import type { Transaction } from '../database/database.ts';
import { storeEvents } from '../database/events.ts';
import type { Payout, Settlement } from '../domain/payroll.ts';
import { transferKey } from '../domain/transfer.ts';
import { insertFlow } from '../flows/store.ts';
import type { SettlementContext } from './context.ts';
import { carries, fittingPayments, type Wanted } from './fitting-payments.ts';
import type { SeenPayment } from './payments-through.ts';
import { lockPayout, savePayout, settledKeys } from './store.ts';

const keyOf = ({ transfer }: SeenPayment) => transferKey(transfer);

/** Superfluid moves value by the second: balances follow it, and no transfer shows it. */
const streamedNote =
  'a stream without transfers was opened to the wallet; it cannot be followed: announce what the payee takes out of it';

/** A mistake, or a part, for a person to say. */
const otherwiseNote = 'what its reference or stream paid is of another wallet, asset or amount';

/**
 * Settles a payout with what was found. One transfer settles one payout: a transfer that settled
 * another is not taken again, and several that fit equally are `ambiguous`, for a person to say;
 * so are payouts that are alike (`known.ambiguous`).
 */
export async function settle(
  context: SettlementContext,
  organisationId: string,
  payoutId: string,
  settlement: Settlement,
  seen: readonly SeenPayment[],
  known: { readonly ambiguous?: boolean; readonly streamed?: boolean } = {},
): Promise<void> {
  const flowId = context.clock.id();
  const followed = await context.database.tenant(organisationId, async (tx) => {
    const payout = await lockPayout(tx, payoutId);
    if (!payout || payout.settlement?.state === 'confirmed') return false;
    const wanted = wantedOf(context, payout);
    const fitting = fittingPayments(wanted, seen);
    const carrying = seen.filter((one) => carries(wanted, one));
    const taken = await settledKeys(tx, [...fitting, ...carrying].map(keyOf));
    const free = fitting.filter((one) => !taken.has(keyOf(one)));
    const [payment] = free;
    const ambiguous = free.length > 1 || (known.ambiguous ?? false);
    if (!payment || ambiguous) {
      const otherwise = !payment && carrying.some((one) => !taken.has(keyOf(one)));
      const note = noteOf(known, otherwise);
      // A payment that settled another payout says nothing of this one, which is watched on.
      if (!payment && settlement.source === 'watched' && !note) return false;
      const noted = note ? { ...settlement, note } : settlement;
      await noteUnsettled(tx, context, organisationId, payout, noted, ambiguous);
      return false;
    }
    await confirm(tx, context, organisationId, payout, settlement, payment, flowId);
    return true;
  });
  if (followed) {
    await context.work.enqueue([{ kind: 'follow', organisationId, flowId, attempt: 1 }]);
  }
}

/** What a payout says that a payment can be compared with. */
export function wantedOf(
  { payments }: Pick<SettlementContext, 'payments'>,
  payout: Omit<Wanted, 'referenceHash'> & Pick<Payout, 'paymentReference'>,
): Wanted {
  const { paymentReference } = payout;
  if (paymentReference === undefined) return payout;
  return { ...payout, referenceHash: payments.referenceHash(paymentReference) };
}

function noteOf(
  { streamed }: { readonly streamed?: boolean },
  otherwise: boolean,
): string | undefined {
  return streamed ? streamedNote : otherwise ? otherwiseNote : undefined;
}

async function noteUnsettled(
  tx: Transaction,
  context: SettlementContext,
  organisationId: string,
  payout: Payout,
  settlement: Settlement,
  ambiguous: boolean,
): Promise<void> {
  const state = ambiguous ? 'ambiguous' : 'mismatch';
  await savePayout(tx, { ...payout, settlement: { ...settlement, state } });
  await raiseAlert(tx, organisationId, context.clock, {
    kind: `settlement-${state}`,
    severity: 'medium',
    title: ambiguous
      ? `Several transfers could have paid payout ${payout.ref}`
      : `The transaction found does not pay payout ${payout.ref}${settlement.note ? `: ${settlement.note}` : ''}`,
    subject: { type: 'payout', id: payout.id },
  });
}

async function confirm(
  tx: Transaction,
  context: SettlementContext,
  organisationId: string,
  payout: Payout,
  settlement: Settlement,
  { transfer, payer, via, reference, given, stream }: SeenPayment,
  flowId: string,
): Promise<void> {
  const { height, blockHash } = transfer;
  const isMeant = via.length > 0 || given !== undefined;
  const through = isMeant ? { payer, via } : {};
  const { paymentReference } = payout;
  const named = paymentReference !== undefined && reference !== undefined;
  const key = transferKey(transfer);
  const confirmed: Settlement = {
    ...settlement,
    // A watch that found several names the first: the one that was free may be another.
    chain: transfer.chain,
    tx: transfer.tx,
    transferKey: key,
    height,
    blockHash,
    ...through,
    ...(given ? { given } : {}),
    ...(stream ? { stream } : {}),
    ...(named ? { paymentReference } : {}),
    state: 'confirmed',
  };
  await insertFlow(tx, organisationId, {
    id: flowId,
    payoutId: payout.id,
    request: {
      seed: {
        kind: 'payout',
        payoutId: payout.id,
        chain: transfer.chain,
        tx: transfer.tx,
        transferKey: key,
        ...(isMeant ? { payer } : {}),
      },
      method: 'fifo',
      methods: ['haircut', 'clean-first', 'traced-first'],
      limits: {},
    },
  });
  await savePayout(tx, { ...payout, settlement: confirmed, state: 'following', flowId });
  if (payout.state === 'held' || payout.state === 'blocked' || payout.state === 'rejected') {
    await raiseAlert(tx, organisationId, context.clock, {
      kind: 'paid-despite-decision',
      severity: 'severe',
      title: `Payout ${payout.ref} was paid although it is ${payout.state}`,
      subject: { type: 'payout', id: payout.id },
    });
  }
  await storeEvents(tx, organisationId, context.clock, [
    { type: 'payout.settled', subjectId: payout.id, data: { tx: transfer.tx, flowId } },
  ]);
}
