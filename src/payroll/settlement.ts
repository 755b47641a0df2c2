import { raiseAlert } from '../cases/raise-alert.ts';
import { appendAuditEvent } from '../database/audit.ts';
import type { Transaction } from '../database/database.ts';
import { storeEvents } from '../database/events.ts';
import { type ChainId, chainOf } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Actor } from '../domain/organisation.ts';
import type { Payout, Settlement } from '../domain/payroll.ts';
import { type Transfer, transferKey } from '../domain/transfer.ts';
import { transactionTransfers } from '../flows/seed.ts';
import { insertFlow } from '../flows/store.ts';
import type { Payments } from '../ports/payments.ts';
import type { TransferLedger } from '../ports/transfer-ledger.ts';
import type { UtxoLedger } from '../ports/utxo-ledger.ts';
import type { PayrollContext } from './context.ts';
import { paymentsThrough, type SeenPayment } from './payments-through.ts';
import { findPayout, lockPayout, savePayout, settledKeys } from './store.ts';

export interface SettlementContext extends PayrollContext {
  readonly ledger: TransferLedger;
  readonly coins: UtxoLedger;
  readonly payments: Payments;
}

/**
 * Takes the caller's word for which transaction paid a payout; a worker then finds the transfer in
 * it. Throws `payout.not-found`, `payout.no-wallet`, `payout.already-settled`,
 * `payout.wrong-chain`.
 */
export async function announceSettlement(
  context: PayrollContext,
  actor: Actor,
  payoutId: string,
  announced: { readonly chain: ChainId; readonly tx: string },
): Promise<Payout> {
  const { organisationId } = actor;
  const payout = await context.database.tenant(organisationId, async (tx) => {
    const before = await lockPayout(tx, payoutId);
    if (!before) throw new WagetraceError('payout.not-found', 'No such payout');
    checkAnnouncement(before, announced.chain);
    const settlement: Settlement = {
      ...announced,
      source: 'caller',
      at: context.clock.now().toISOString(),
      state: 'announced',
    };
    const after: Payout = { ...before, settlement };
    await savePayout(tx, after);
    await appendAuditEvent(tx, organisationId, {
      id: context.clock.id(),
      actor: `key:${actor.keyId}`,
      action: 'payout.settlement-announced',
      subject: { type: 'payout', id: payoutId },
      data: announced,
      at: settlement.at,
    });
    return after;
  });
  await context.work.enqueue([{ kind: 'settle', organisationId, payoutId, tx: announced.tx }]);
  return payout;
}

function checkAnnouncement(payout: Payout, chain: ChainId): void {
  const account = payout.wallet?.account;
  if (!account) throw new WagetraceError('payout.no-wallet', 'Not paid to a readable wallet');
  if (chainOf(account) !== chain) {
    throw new WagetraceError('payout.wrong-chain', 'The wallet is on another chain', {
      details: { chain: chainOf(account) },
    });
  }
  if (payout.settlement?.state === 'confirmed') {
    throw new WagetraceError(
      'payout.already-settled',
      'The transfer that paid it was found already',
    );
  }
}

/**
 * Finds the transfer that paid a payout in the transaction that was announced, and asks for its
 * flow. Throws `settlement.not-found` (retryable: the chain may not have it yet).
 */
export async function confirmSettlement(
  context: SettlementContext,
  organisationId: string,
  payoutId: string,
  attempt: { readonly last: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const payout = await context.database.tenant(organisationId, (tx) => findPayout(tx, payoutId));
  const settlement = payout?.settlement;
  if (!payout || settlement?.state !== 'announced') return;
  const { chain, tx } = settlement;
  // It is then in the ledger whole, where watching its payer may have left a part.
  const through = await paymentsThrough(context, organisationId, chain, [tx], attempt.signal);
  const transfers = await transactionTransfers(context, organisationId, settlement, attempt.signal);
  if (transfers.length === 0 && !attempt.last) {
    throw new WagetraceError('settlement.not-found', 'The transaction is not there yet', {
      retryable: true,
    });
  }
  const paidBy = new Map(through.payments.map((one) => [transferKey(one.transfer), one]));
  const seen = transfers.map((transfer) => {
    return paidBy.get(transferKey(transfer)) ?? { transfer, payer: transfer.from, via: [] };
  });
  const streamed = through.untransferred.some(({ payee }) => payee === payout.wallet?.account);
  await settle(context, organisationId, payoutId, settlement, seen, { streamed });
}

/** Whether the transfer could have paid the payout: to its wallet, of its asset and amount. */
function fits(payout: Payout, transfer: Transfer): boolean {
  return (
    transfer.to === payout.wallet?.account &&
    !transfer.suspect &&
    transfer.kind !== 'fee' &&
    (!payout.asset || transfer.asset === payout.asset) &&
    (payout.amountBase === undefined || transfer.amountBase === payout.amountBase)
  );
}

const keyOf = ({ transfer }: SeenPayment) => transferKey(transfer);

/** Superfluid moves value by the second: balances follow it, and no transfer shows it. */
const streamedNote = 'a stream without transfers was opened to the wallet; it cannot be followed';

/**
 * Settles a payout with what was found. One transfer settles one payout: a transfer that settled
 * another is not taken again, and several that fit equally are `ambiguous`, for a person to say;
 * so are payouts that are alike (`known.ambiguous`).
 */
export async function settle(
  context: PayrollContext,
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
    const fitting = seen.filter(({ transfer }) => fits(payout, transfer));
    const taken = await settledKeys(tx, fitting.map(keyOf));
    const free = [...new Map(fitting.map((one) => [keyOf(one), one])).values()].filter(
      (one) => !taken.has(keyOf(one)),
    );
    const [payment] = free;
    const ambiguous = free.length > 1 || (known.ambiguous ?? false);
    // A payment that settled another payout says nothing of this one, which is watched on.
    if (!payment && settlement.source === 'watched') return false;
    if (!payment || ambiguous) {
      const noted = known.streamed ? { ...settlement, note: streamedNote } : settlement;
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

async function noteUnsettled(
  tx: Transaction,
  context: PayrollContext,
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
      : `The announced transaction does not pay payout ${payout.ref}`,
    subject: { type: 'payout', id: payout.id },
  });
}

async function confirm(
  tx: Transaction,
  context: PayrollContext,
  organisationId: string,
  payout: Payout,
  settlement: Settlement,
  { transfer, payer, via }: SeenPayment,
  flowId: string,
): Promise<void> {
  const { height, blockHash } = transfer;
  const through = via.length > 0 ? { payer, via } : {};
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
        ...(via.length > 0 ? { payer } : {}),
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

/** Marks the payout of a flow that has its answer. */
export async function markFollowed(
  context: PayrollContext,
  organisationId: string,
  payoutId: string,
): Promise<void> {
  await context.database.tenant(organisationId, async (tx) => {
    const payout = await lockPayout(tx, payoutId);
    if (payout?.state === 'following') await savePayout(tx, { ...payout, state: 'followed' });
  });
}
