import type { Payment } from '../../domain/payment.ts';
import { transferKey } from '../../domain/transfer.ts';
import { eventFragmentReader, eventReaders, isUnreadable } from '../event-reader.ts';
import { eventAccount, eventAmount, eventAsset } from '../event-values.ts';
import type { TransactionRecord } from '../transaction-record.ts';
import { payingTransfers } from './paying-transfers.ts';

/** Request Network's fee and plain proxies, for tokens and for the native coin. */
const readersOf = eventReaders(
  [
    'event TransferWithReferenceAndFee(address tokenAddress, address to, uint256 amount, bytes indexed paymentReference, uint256 feeAmount, address feeAddress)',
    'event TransferWithReference(address tokenAddress, address to, uint256 amount, bytes indexed paymentReference)',
    'event TransferWithReferenceAndFee(address to, uint256 amount, bytes indexed paymentReference, uint256 feeAmount, address feeAddress)',
    'event TransferWithReference(address to, uint256 amount, bytes indexed paymentReference)',
  ].map(eventFragmentReader),
);

/**
 * Payments of invoices by Request Network: the event carries the hash of the reference. Anybody can
 * emit it, so a payment counts only when a transfer of that amount reached the payee.
 */
export function referencedPayments(record: TransactionRecord): Payment[] {
  const payingOf = payingTransfers(record.transfers);
  return record.events.flatMap((log): Payment[] => {
    const event = readersOf(log)[0]?.read(log);
    if (!event || isUnreadable(event)) return [];
    const { args } = event;
    const payee = eventAccount(record.chain, args['to']);
    const token = args['tokenAddress'];
    const asset =
      token === undefined
        ? record.nativeAsset
        : eventAsset(record.chain, record.nativeAsset, token);
    const amountBase = eventAmount(args['amount']);
    const paid = payingOf({ to: payee, asset, amountBase });
    if (!paid) return [];
    const isDirect = paid.from !== log.contract;
    const payer = isDirect ? paid.from : record.from;
    if (payer === undefined) return [];
    return [
      {
        payer,
        payee,
        asset,
        amountBase,
        via: isDirect ? [] : [log.contract],
        // An indexed `bytes` is only its hash.
        reference: String(log.topics[1]),
        payeeKeys: [transferKey(paid)],
      },
    ];
  });
}
