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
import type { TransferLedger } from '../ports/transfer-ledger.ts';
import type { UtxoLedger } from '../ports/utxo-ledger.ts';
import type { PayrollContext } from './context.ts';
import { findPayout, lockPayout, savePayout, settledKeys } from './store.ts';

export interface SettlementContext extends PayrollContext {
  readonly ledger: TransferLedger;
  readonly coins: UtxoLedger;
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
  const transfers = await transactionTransfers(context, organisationId, settlement, attempt.signal);
  if (transfers.length === 0 && !attempt.last) {
    throw new WagetraceError('settlement.not-found', 'The transaction is not there yet', {
      retryable: true,
    });
  }
  await settle(context, organisationId, payoutId, settlement, transfers);
}

/** Transfers of a transaction that could have paid the payout: to its wallet, of its asset and amount. */
export function fittingTransfers(payout: Payout, transfers: readonly Transfer[]): Transfer[] {
  return transfers.filter(
    (transfer) =>
      transfer.to === payout.wallet?.account &&
      !transfer.suspect &&
      transfer.kind !== 'fee' &&
      (!payout.asset || transfer.asset === payout.asset) &&
      (payout.amountBase === undefined || transfer.amountBase === payout.amountBase),
  );
}

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
  transfers: readonly Transfer[],
  known: { readonly ambiguous: boolean } = { ambiguous: false },
): Promise<void> {
  const flowId = context.clock.id();
  const followed = await context.database.tenant(organisationId, async (tx) => {
    const payout = await lockPayout(tx, payoutId);
    if (!payout || payout.settlement?.state === 'confirmed') return false;
    const fitting = fittingTransfers(payout, transfers);
    const taken = await settledKeys(tx, fitting.map(transferKey));
    const free = fitting.filter((transfer) => !taken.has(transferKey(transfer)));
    const [transfer] = free;
    const ambiguous = free.length > 1 || known.ambiguous;
    // A payment that settled another payout says nothing of this one, which is watched on.
    if (!transfer && settlement.source === 'watched') return false;
    if (!transfer || ambiguous) {
      await noteUnsettled(tx, context, organisationId, payout, settlement, ambiguous);
      return false;
    }
    await confirm(tx, context, organisationId, payout, settlement, transfer, flowId);
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
  transfer: Transfer,
  flowId: string,
): Promise<void> {
  const { height, blockHash } = transfer;
  const key = transferKey(transfer);
  const confirmed: Settlement = {
    ...settlement,
    transferKey: key,
    height,
    blockHash,
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
