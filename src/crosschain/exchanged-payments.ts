import type { Payment } from '../domain/payment.ts';
import { transferKey } from '../domain/transfer.ts';
import { type Received, receivedBy } from './received-by.ts';
import { type BalanceSheet, balanceSheet } from './swaps/balance-sheet.ts';
import { namedParties } from './swaps/parties.ts';
import { readSwaps } from './swaps/read-swaps.ts';
import { gainsElsewhere, type Recipient } from './swaps/recipient.ts';
import type { AssetAmount, Swap, SwapSettings } from './swaps/swap.ts';
import type { TransactionRecord } from './transaction-record.ts';

/**
 * Payments with a change of asset: what the party of a swap gave was exchanged on the way, and
 * others received the outcome, all of one asset. Each took a part of what was given for it. An
 * integrator that kept a fee of the outcome counts as paid too: it is no wage that anybody waits for.
 */
export function exchangedPayments(record: TransactionRecord, settings: SwapSettings): Payment[] {
  const sheet = balanceSheet(record, namedParties(record));
  const into = receivedBy(sheet.moves);
  return readSwaps(record, settings).flatMap((swap) => {
    const { party, recipient, given, received } = swap;
    const kept = recipient === party && received !== undefined;
    if (!given || kept || party === undefined) return [];
    const payees = payeesOf(sheet, swap, given);
    const outcome = payees.reduce((sum, payee) => sum + payee.received.amountBase, 0n);
    let before = 0n;
    return payees.map((payee) => {
      const upTo = before + payee.received.amountBase;
      const share = partOf(given, upTo, outcome) - partOf(given, before, outcome);
      before = upTo;
      return paymentOf(into, swap, payee, { ...given, amountBase: share });
    });
  });
}

/** Cumulative, so that the parts sum to the whole. */
function partOf(given: AssetAmount, upTo: bigint, outcome: bigint): bigint {
  return (given.amountBase * upTo) / outcome;
}

/** Who received of the outcome; nobody where several assets came out, of which none is known to be it. */
function payeesOf(sheet: BalanceSheet, { party, received }: Swap, given: AssetAmount): Recipient[] {
  const gains = gainsElsewhere(sheet, [given], new Set([party]));
  const assets = new Set(gains.map((gain) => gain.received.asset));
  const asset = received?.asset ?? (assets.size === 1 ? [...assets][0] : undefined);
  return gains.filter((gain) => gain.received.asset === asset);
}

function paymentOf(
  into: Received,
  { party }: Swap,
  { account, received }: Recipient,
  given: AssetAmount,
): Payment {
  const paid = (into.get(account) ?? []).filter((t) => t.asset === received.asset);
  return {
    payer: party,
    payee: account,
    ...received,
    given,
    via: [],
    payeeKeys: paid.map(transferKey),
  };
}
