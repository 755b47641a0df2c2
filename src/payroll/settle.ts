import { raiseAlert } from '../cases/raise-alert.ts';
import type { Transaction } from '../database/database.ts';
import { storeEvents } from '../database/events.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { StreamName } from '../domain/payment.ts';
import type { Payout, Settlement } from '../domain/payroll.ts';
import { transferKey } from '../domain/transfer.ts';
import { insertFlow } from '../flows/store.ts';
import { choosePayment } from './choose-payment.ts';
import type { SettlementContext } from './context.ts';
import type { Wanted } from './fitting-payments.ts';
import type { SeenPayment } from './payments-through.ts';
import { lockPayout, savePayout } from './store.ts';

/** Superfluid moves value by the second: balances follow it, and no transfer shows it. */
const openedNote =
  'stream-opened: a stream was opened to the wallet. What its payee takes out settles the payout, where the payout declares this stream or its payer was seen to put as much in; else announce what was taken out';

const unseenNote =
  'transaction-unseen: no transfer of such a transaction was seen; its chain may have no provider here';
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
  known: { readonly ambiguous?: boolean; readonly opened?: StreamName } = {},
): Promise<void> {
  const flowId = context.clock.id();
  const followed = await context.database.tenant(organisationId, async (tx) => {
    const payout = await lockPayout(tx, payoutId);
    if (!payout || payout.settlement?.state === 'confirmed') return false;
    const wanted = wantedOf(context, { ...payout, opened: openedOf(payout) });
    const choice = await choosePayment(tx, wanted, settlement.source, seen);
    const { payment } = choice;
    const ambiguous = choice.ambiguous || (known.ambiguous ?? false);
    if (!payment && !ambiguous && known.opened) {
      await savePayout(tx, { ...payout, settlement: streaming(settlement, known.opened) });
      return false;
    }
    if (!payment || ambiguous) {
      const note = noteOf(seen, choice.odd);
      // A payment that settled another payout says nothing of this one, which is watched on.
      if (!payment && !choice.ambiguous && settlement.source === 'watched' && !note) return false;
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

/** The stream that an announced transaction opened, where the payout waits for it. */
function openedOf({ settlement }: Payout): StreamName | undefined {
  return settlement?.state === 'streaming' ? settlement.stream : undefined;
}

/** It is watched on until its payee takes something out. */
function streaming(settlement: Settlement, stream: StreamName): Settlement {
  return { ...settlement, state: 'streaming', stream, note: openedNote };
}

/** Why payments that concern the payout do not settle it. */
function noteOf(seen: readonly SeenPayment[], odd: readonly SeenPayment[]): string | undefined {
  if (seen.length === 0) return unseenNote;
  const why = odd.find(({ unattributed }) => unattributed)?.unattributed;
  return why ? unattributedNote(why) : odd.length > 0 ? otherwiseNote : undefined;
}

const unattributedNote = ({ code, message }: IncompleteReason) => `${code}: ${message}`;

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
  { transfer, payer, via, reference, given, stream, unattributed }: SeenPayment,
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
    ...(unattributed ? { note: unattributedNote(unattributed) } : {}),
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
