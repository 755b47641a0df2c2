import type { AccountId } from '../domain/caip.ts';
import type { GivenAmount, StreamName } from '../domain/payment.ts';
import type { Payout } from '../domain/payroll.ts';
import { transferKey } from '../domain/transfer.ts';
import type { SeenPayment } from './payments-through.ts';

/** What a payment is compared with. `referenceHash` is that of the declared reference. */
export type Wanted = Pick<Payout, 'wallet' | 'asset' | 'amountBase' | 'stream'> & {
  readonly referenceHash?: string | undefined;
};

/**
 * The payments that could have paid a payout, each transfer once: to its wallet, of its asset and
 * amount. Those that carry its reference or come out of its stream go before all others, and what
 * carries another reference or comes out of another stream is of another payout.
 */
export function fittingPayments(wanted: Wanted, seen: readonly SeenPayment[]): SeenPayment[] {
  // A transfer that was seen by itself and again in its transaction is known better there.
  const once = new Map(seen.map((one) => [transferKey(one.transfer), one]));
  const fitting = [...once.values()].filter((one) => fits(wanted, one));
  const carrying = fitting.filter((one) => carries(wanted, one));
  return carrying.length > 0 ? carrying : fitting.filter((one) => !contradicts(wanted, one));
}

/** True for a payment with the declared reference or out of the declared stream, whatever it paid. */
export function carries(wanted: Wanted, seen: SeenPayment): boolean {
  const { referenceHash } = wanted;
  // Anybody may write a reference beside a token of their own making.
  if (seen.transfer.suspect) return false;
  return (
    (referenceHash !== undefined && seen.reference === referenceHash) || isOfStream(wanted, seen)
  );
}

/**
 * True for a payment by one of these payers, or out of the declared stream: who declares a stream
 * vouches for who pays by it, whereas a reference can be written by anybody who knows it.
 */
export function isVouchedFor(
  wanted: Wanted,
  payers: readonly AccountId[],
  seen: SeenPayment,
): boolean {
  return payers.includes(seen.payer) ? isBelieved(wanted, seen) : isOfStream(wanted, seen);
}

/** Anybody can write a contract that says who pays by it: only who declares its stream believes it. */
export function isBelieved(wanted: Pick<Wanted, 'stream'>, seen: SeenPayment): boolean {
  return seen.payerIsClaimed === undefined || isOfStream(wanted, seen);
}

function isOfStream({ stream }: Pick<Wanted, 'stream'>, seen: SeenPayment): boolean {
  return stream !== undefined && seen.stream !== undefined && isSame(stream, seen.stream);
}

function contradicts({ referenceHash, stream }: Wanted, seen: SeenPayment): boolean {
  return (
    (referenceHash !== undefined && seen.reference !== undefined) ||
    (stream !== undefined && seen.stream !== undefined)
  );
}

function isSame(a: StreamName, b: StreamName): boolean {
  return a.contract === b.contract && a.id === b.id;
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
