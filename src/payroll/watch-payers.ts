import type { Settlement } from '../domain/payroll.ts';
import type { SettlementContext } from './context.ts';
import {
  carries,
  fittingPayments,
  isUnattributed,
  isVouchedFor,
  type Wanted,
} from './fitting-payments.ts';
import type { SeenPayment } from './payments-through.ts';
import { settle, wantedOf } from './settle.ts';
import {
  organisationsAwaitingPayment,
  type UnsettledPayout,
  unsettledPayouts,
} from './store-unsettled.ts';
import { paymentsOf, streamedPayments, streamsTo } from './watched-payments.ts';

/**
 * Looks at the wallets that employers pay from and settles payouts with the payments found there,
 * those through batch payers and streams too.
 * Payouts that are alike in wallet, asset and amount cannot be told apart by a payment: they become
 * `ambiguous`, for a person to say. A payer or payee whose chain does not answer keeps no other waiting; what
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
      ...[...(await streamsTo(context, waiting))].map(
        ([payee, contracts]) =>
          () =>
            streamedPayments(context, organisationId, payee, contracts, signal),
      ),
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

/**
 * Settles payouts that are alike: first those whose reference a payment carries or whose stream it
 * came out of, then the others with the rest.
 */
async function settleAlike(
  context: SettlementContext,
  organisationId: string,
  alike: readonly UnsettledPayout[],
  seen: readonly SeenPayment[],
): Promise<void> {
  const [first] = alike;
  if (!first) return;
  const wanted = alike.map((payout) => ({
    ...wantedOf(context, { ...payout, wallet: { account: payout.account, given: '' } }),
    id: payout.id,
  }));
  const recent = seen.filter(
    (payment) =>
      payment.transfer.time >= first.since &&
      wanted.some(
        (one) => isVouchedFor(one, first.payers, payment) || isUnattributed(one, payment),
      ),
  );
  const named = wanted.filter((one) => recent.some((payment) => names(one, payment)));
  for (const one of named) {
    const carrying = recent.filter((payment) => names(one, payment));
    await settleWith(context, organisationId, one.id, carrying, false);
  }
  const others = wanted.filter(
    (one) => !named.includes(one) && one.asset !== undefined && one.amountBase !== undefined,
  );
  const unnamed = recent.filter((payment) => !named.some((one) => names(one, payment)));
  for (const one of others) {
    const payments = fittingPayments(one, unnamed);
    await settleWith(context, organisationId, one.id, payments, others.length > 1);
  }
}

const names = (one: Wanted, payment: SeenPayment) =>
  carries(one, payment) || isUnattributed(one, payment);

async function settleWith(
  context: SettlementContext,
  organisationId: string,
  payoutId: string,
  payments: readonly SeenPayment[],
  ambiguous: boolean,
): Promise<void> {
  const [payment] = payments;
  if (!payment) return;
  const settlement: Settlement = {
    chain: payment.transfer.chain,
    tx: payment.transfer.tx,
    source: 'watched',
    at: context.clock.now().toISOString(),
    state: 'announced',
  };
  await settle(context, organisationId, payoutId, settlement, payments, { ambiguous });
}
