import type { AccountId } from '../domain/caip.ts';
import { type GivenAmount, isSameStream, type StreamName } from '../domain/payment.ts';
import type { Payout } from '../domain/payroll.ts';
import { transferKey } from '../domain/transfer.ts';
import type { SeenPayment } from './payments-through.ts';

/** What a payment is compared with. `referenceHash` is that of the declared reference. */
export type Wanted = Pick<Payout, 'wallet' | 'asset' | 'amountBase' | 'stream'> & {
  readonly referenceHash?: string | undefined;
  /** The stream that an announced transaction opened: who pays by it is its contract's word alone. */
  readonly opened?: StreamName | undefined;
};

type OfStream = Pick<Wanted, 'stream' | 'opened' | 'wallet'>;

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
export function isBelieved(wanted: OfStream, seen: SeenPayment): boolean {
  return seen.payerIsClaimed === undefined || isOfStream(wanted, seen);
}

/** True for a payment out of the declared stream, or out of the opened one where it is believed. */
export function isOfStream({ stream, opened, wallet }: OfStream, seen: SeenPayment): boolean {
  if (!seen.stream) return false;
  // The same sender streams to many in the same super token.
  if ('sender' in seen.stream && seen.transfer.to !== wallet?.account) return false;
  if (stream) return isSameStream(stream, seen.stream);
  return opened !== undefined && !seen.payerIsClaimed && isSameStream(opened, seen.stream);
}

/**
 * True for what the payee took out of the contract of the declared or opened stream, of which nobody
 * can say whether that stream paid it.
 */
export function isUnattributed({ stream, opened, wallet }: OfStream, seen: SeenPayment): boolean {
  if (seen.transfer.to !== wallet?.account) return false;
  return seen.unattributed !== undefined && seen.payer === (stream ?? opened)?.contract;
}

function contradicts({ referenceHash, stream }: Wanted, seen: SeenPayment): boolean {
  return (
    (referenceHash !== undefined && seen.reference !== undefined) ||
    (stream !== undefined && seen.stream !== undefined)
  );
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
