import type { AccountId } from '../../domain/caip.ts';
import type { Conversion, ConversionDestination } from '../../domain/conversion.ts';
import type { TransactionRecord } from '../transaction-record.ts';
import { type BalanceSheet, changesOf } from './balance-sheet.ts';
import { isPaid, keysOf, withoutSideLosses } from './party-swap.ts';
import { type Recipient, severalReceived } from './recipient.ts';
import type { AssetAmount } from './swap.ts';

/**
 * What parties exchanged that is no swap of one asset for another: one for several (liquidity
 * taken out, a reward beside the outcome) is one conversion with several destinations; of several
 * nothing tells which stands for what, and each is `many-to-many`. A plain payment is neither.
 */
export function manySided(
  record: TransactionRecord,
  sheet: BalanceSheet,
  parties: readonly AccountId[],
): Conversion[] {
  const together = new Set(parties);
  return parties.flatMap((party) => exchangeOf(record, sheet, party, together));
}

function exchangeOf(
  record: TransactionRecord,
  sheet: BalanceSheet,
  party: AccountId,
  parties: ReadonlySet<AccountId>,
): Conversion[] {
  const { losses, gains } = changesOf(sheet, party);
  const given = withoutSideLosses(sheet, losses, parties).losses.filter(
    (loss) => !isPaid(sheet, loss, parties),
  );
  const own = gains.map((received): Recipient => ({ account: party, received }));
  const received = own.length > 0 ? own : severalReceived(sheet, losses, parties);
  const isOneForOne = losses.length === 1 && received.length === 1;
  if (received.length === 0 || isOneForOne) return [];
  const isDivided = given.length === 1;
  return given.map((loss) => ({
    kind: 'swap',
    protocol: 'netting',
    source: sideOf(record, sheet, party, loss, 'from'),
    destinations: isDivided ? received.map((to) => destinationOf(record, sheet, to)) : [],
    fees: [],
    ...(isDivided ? {} : { pending: { reason: 'many-to-many' } }),
  }));
}

function destinationOf(
  record: TransactionRecord,
  sheet: BalanceSheet,
  { account, received }: Recipient,
): ConversionDestination {
  const side = sideOf(record, sheet, account, received, 'to');
  return { ...side, method: 'exact-id', confidence: 'certain', refund: false };
}

function sideOf(
  { chain, tx, time }: TransactionRecord,
  sheet: BalanceSheet,
  account: AccountId,
  amount: AssetAmount,
  end: 'from' | 'to',
) {
  const transferKeys = keysOf(sheet, amount.asset, end, account);
  return { chain, tx, time, account, ...amount, transferKeys };
}
