import type { Transaction } from '../database/database.ts';
import type { Settlement } from '../domain/payroll.ts';
import { transferKey } from '../domain/transfer.ts';
import {
  carries,
  fittingPayments,
  isOfStream,
  isUnattributed,
  type Wanted,
} from './fitting-payments.ts';
import type { SeenPayment } from './payments-through.ts';
import { settledKeys } from './store.ts';

/** What was seen, as one payout looks at it. */
interface Choice {
  /** That pays it; undefined when none does, or several could. */
  readonly payment?: SeenPayment;
  readonly ambiguous: boolean;
  /** What concerns the payout and does not pay it as it says, where nothing else does. */
  readonly odd: readonly SeenPayment[];
}

const keyOf = ({ transfer }: SeenPayment) => transferKey(transfer);

/** Chooses among what was seen, without transfers that settled another payout. */
export async function choosePayment(
  tx: Transaction,
  wanted: Wanted,
  source: Settlement['source'],
  seen: readonly SeenPayment[],
): Promise<Choice> {
  // Whose it is nobody can say: only who announces it says that it is the wage.
  const isTakeable = (one: SeenPayment) => source === 'caller' || !one.unattributed;
  const fitting = fittingPayments(wanted, seen).filter(isTakeable);
  const carrying = seen.filter((one) => carries(wanted, one) || isUnattributed(wanted, one));
  const taken = await settledKeys(tx, [...fitting, ...carrying].map(keyOf));
  const isFree = (one: SeenPayment) => !taken.has(keyOf(one));
  const free = fitting.filter(isFree);
  const [payment] = free;
  if (!payment) return { ambiguous: false, odd: carrying.filter(isFree) };
  // What comes out of one stream is alike: the first settles the first payout.
  const isOne = free.length === 1 || free.every((one) => isOfStream(wanted, one));
  return isOne ? { payment, ambiguous: false, odd: [] } : { ambiguous: true, odd: [] };
}
