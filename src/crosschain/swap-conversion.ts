import type { Conversion, ConversionDestination, ConversionSide } from '../domain/conversion.ts';
import type { Swap } from './swaps/swap.ts';
import type { TransactionRecord } from './transaction-record.ts';

/**
 * A swap as a conversion. Undefined when a side is not in the transaction: then there is nothing
 * that a trail could continue with, and the transfers stay what they are.
 */
export function swapConversion(record: TransactionRecord, swap: Swap): Conversion | undefined {
  const { given, received, party, recipient } = swap;
  if (!given || !received) return undefined;
  const { chain, tx, time } = record;
  const at = { chain, tx, time };
  const source: ConversionSide = { ...at, account: party, ...given, transferKeys: swap.givenKeys };
  const destination: ConversionDestination = {
    ...at,
    account: recipient,
    ...received,
    transferKeys: swap.receivedKeys,
    method: 'exact-id',
    confidence: 'certain',
    refund: false,
  };
  return {
    kind: 'swap',
    protocol: 'netting',
    source,
    destinations: [destination],
    fees: swap.fees,
  };
}
