import { transferKey } from '../../domain/transfer.ts';
import type { TransactionRecord } from '../transaction-record.ts';
import { type BalanceSheet, feeLegs } from './balance-sheet.ts';
import { recipientOf } from './recipient.ts';
import type { Swap } from './swap.ts';

/**
 * The end of a swap that began elsewhere: contracts exchanged value among themselves and one account,
 * which gave nothing here, received the outcome, as when a bridge pays out in another asset. What was
 * given for it stands in another transaction. Undefined when nothing was exchanged or several
 * accounts received.
 */
export function arrivedSwap(record: TransactionRecord, sheet: BalanceSheet): Swap | undefined {
  const relayers = new Set([record.from, record.to].filter((account) => account !== undefined));
  const payee = recipientOf(sheet, [], relayers);
  if (!payee || !isBought(sheet, payee.received.asset)) return undefined;
  const { account, received } = payee;
  const own = sheet.moves.filter((t) => t.to === account && t.asset === received.asset);
  return {
    party: account,
    recipient: account,
    received,
    unknown: { side: 'given', reason: 'given-elsewhere' },
    fees: feeLegs(sheet, received, new Set([account])),
    givenKeys: [],
    receivedKeys: own.map(transferKey),
  };
}

/** True when somebody gave the asset and took another for it. */
function isBought(sheet: BalanceSheet, asset: string): boolean {
  return [...sheet.changes.values()].some((nets) => {
    const gave = [...nets].some(([own, net]) => own === asset && net < 0n);
    return gave && [...nets].some(([own, net]) => own !== asset && net > 0n);
  });
}
