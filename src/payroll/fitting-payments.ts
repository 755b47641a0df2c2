import type { GivenAmount } from '../domain/payment.ts';
import type { Payout } from '../domain/payroll.ts';
import { transferKey } from '../domain/transfer.ts';
import type { SeenPayment } from './payments-through.ts';

/** What a payment is compared with. `referenceHash` is that of the declared reference. */
export type Wanted = Pick<Payout, 'wallet' | 'asset' | 'amountBase'> & {
  readonly referenceHash?: string | undefined;
};

/**
 * The payments that could have paid a payout, each transfer once: to its wallet, of its asset and
 * amount. Those that carry its reference go before all others, and one that carries another
 * reference is of another payout.
 */
export function fittingPayments(wanted: Wanted, seen: readonly SeenPayment[]): SeenPayment[] {
  // A transfer that was seen by itself and again in its transaction is known better there.
  const once = new Map(seen.map((one) => [transferKey(one.transfer), one]));
  const fitting = [...once.values()].filter((one) => fits(wanted, one));
  if (wanted.referenceHash === undefined) return fitting;
  const carrying = fitting.filter((one) => carries(wanted, one));
  return carrying.length > 0 ? carrying : fitting.filter((one) => one.reference === undefined);
}

/** True for a payment that carries the declared reference, whatever it paid. */
export function carries({ referenceHash }: Wanted, { reference }: SeenPayment): boolean {
  return referenceHash !== undefined && reference === referenceHash;
}

function fits(wanted: Wanted, { transfer, given }: SeenPayment): boolean {
  return (
    transfer.to === wanted.wallet?.account &&
    !transfer.suspect &&
    transfer.kind !== 'fee' &&
    // A payout may be declared in what the payee gets, or in what the payer gives for it.
    (isOf(wanted, transfer) || (given !== undefined && isOf(wanted, given)))
  );
}

function isOf({ asset, amountBase }: Wanted, amount: GivenAmount): boolean {
  return (
    (!asset || amount.asset === asset) &&
    (amountBase === undefined || amount.amountBase === amountBase)
  );
}
