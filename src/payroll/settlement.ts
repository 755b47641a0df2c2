import { appendAuditEvent } from '../database/audit.ts';
import { type AccountId, type ChainId, chainOf } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Actor } from '../domain/organisation.ts';
import { isSameStream, type SenderStream } from '../domain/payment.ts';
import type { Payout, Settlement } from '../domain/payroll.ts';
import { transferKey } from '../domain/transfer.ts';
import { transactionTransfers } from '../flows/seed.ts';
import type { TransactionRef } from '../ports/conversions.ts';
import type { PayrollContext, SettlementContext } from './context.ts';
import { directPayments } from './direct-payments.ts';
import { isBelieved } from './fitting-payments.ts';
import { paymentsThrough } from './payments-through.ts';
import { settle } from './settle.ts';
import { findPayout, lockPayout, savePayout } from './store.ts';

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
  const payee = payout.wallet?.account;
  const payees = new Set(payee ? [payee] : []);
  const { signal } = attempt;
  const through = await paymentsThrough(context, organisationId, chain, [tx], payees, signal);
  const transfers = await transactionTransfers(context, organisationId, settlement, signal);
  if (transfers.length === 0 && !attempt.last) {
    throw new WagetraceError('settlement.not-found', 'The transaction is not there yet', {
      retryable: true,
    });
  }
  const believed = through.filter((one) => isBelieved(payout, one));
  const paidBy = new Map(believed.map((one) => [transferKey(one.transfer), one]));
  const seen = directPayments(context.chains, transfers).map(
    (direct) => paidBy.get(transferKey(direct.transfer)) ?? direct,
  );
  const opened = payee && (await openedStream(context, payout, payee, settlement, signal));
  const known = opened ? { opened } : {};
  await settle(context, organisationId, payoutId, settlement, seen, known);
}

/** The stream to the payee that a transaction opened: the declared one, where the payout declares one. */
async function openedStream(
  { payments }: SettlementContext,
  { stream }: Payout,
  payee: AccountId,
  transaction: TransactionRef,
  signal: AbortSignal,
): Promise<SenderStream | undefined> {
  const opened = await payments.openedIn(transaction, payee, signal);
  return opened
    .map(({ contract, payer }) => ({ contract, sender: payer }))
    .find((one) => stream === undefined || isSameStream(stream, one));
}

/** Marks the payout of a flow that has its answer, unless a newer one is followed for it. */
export async function markFollowed(
  context: PayrollContext,
  organisationId: string,
  payoutId: string,
  flowId: string,
): Promise<void> {
  await context.database.tenant(organisationId, async (tx) => {
    const payout = await lockPayout(tx, payoutId);
    if (payout?.state === 'following' && payout.flowId === flowId)
      await savePayout(tx, { ...payout, state: 'followed' });
  });
}
