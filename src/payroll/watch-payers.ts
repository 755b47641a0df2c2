import type { Settlement } from '../domain/payroll.ts';
import type { SeenPayment } from './payments-through.ts';
import { type SettlementContext, settle } from './settlement.ts';
import {
  organisationsAwaitingPayment,
  type UnsettledPayout,
  unsettledPayouts,
} from './store-unsettled.ts';
import { paymentsOf, streamedPayments } from './watched-payments.ts';

/**
 * Looks at the wallets that employers pay from and settles payouts with the payments found there,
 * those through batch payers and streams too.
 * Payouts that are alike in wallet, asset and amount cannot be told apart by a payment: they become
 * `ambiguous`, for a person to say. A payer whose chain does not answer keeps no other waiting; what
 * its source threw is thrown in the end.
 */
export async function watchPayers(context: SettlementContext, signal: AbortSignal): Promise<void> {
  const failures: unknown[] = [];
  for (const organisationId of await organisationsAwaitingPayment(context.database)) {
    const waiting = await context.database.tenant(organisationId, unsettledPayouts);
    const payers = new Set(waiting.flatMap((payout) => payout.payers));
    const seen: SeenPayment[] = [];
    const looks = [
      ...[...payers].map(
        (payer) => () => paymentsOf(context, organisationId, payer, waiting, signal),
      ),
      () => streamedPayments(context, organisationId, waiting, signal),
    ];
    for (const look of looks) {
      try {
        seen.push(...(await look()));
      } catch (error) {
        failures.push(error);
      }
    }
    for (const alike of groupAlike(waiting)) {
      await settleAlike(context, organisationId, alike, seen);
    }
  }
  if (failures.length > 0) throw failures[0];
}

function groupAlike(waiting: readonly UnsettledPayout[]): UnsettledPayout[][] {
  const groups = new Map<string, UnsettledPayout[]>();
  for (const payout of waiting) {
    const key = `${payout.account} ${payout.asset} ${payout.amountBase} ${payout.payers.join(',')}`;
    const group = groups.get(key);
    if (group) group.push(payout);
    else groups.set(key, [payout]);
  }
  return [...groups.values()];
}

async function settleAlike(
  context: SettlementContext,
  organisationId: string,
  alike: readonly UnsettledPayout[],
  seen: readonly SeenPayment[],
): Promise<void> {
  const [first] = alike;
  if (!first) return;
  const payments = seen.filter(
    ({ payer, transfer }) =>
      first.payers.includes(payer) &&
      transfer.to === first.account &&
      transfer.asset === first.asset &&
      transfer.amountBase === first.amountBase &&
      transfer.time >= first.since,
  );
  const [payment] = payments;
  if (!payment) return;
  const settlement: Settlement = {
    chain: payment.transfer.chain,
    tx: payment.transfer.tx,
    source: 'watched',
    at: context.clock.now().toISOString(),
    state: 'announced',
  };
  const ambiguous = alike.length > 1;
  for (const { id } of alike) {
    await settle(context, organisationId, id, settlement, payments, { ambiguous });
  }
}
