import type { AccountId } from '../../domain/caip.ts';
import { type Transfer, transferKey } from '../../domain/transfer.ts';
import {
  eventFragmentReader,
  eventReaders,
  isUnreadable,
  type ReadEvent,
} from '../event-reader.ts';
import { eventAccount, eventAmount, eventAsset } from '../event-values.ts';
import type { TransactionRecord } from '../transaction-record.ts';
import { type BalanceSheet, sameCoin } from './balance-sheet.ts';
import type { AssetAmount, FeeLeg, Swap, SwapSettings } from './swap.ts';

/** CoW Protocol settlement (GPv2Settlement): one event for each order of a batch. */
const cowTrade = eventFragmentReader(
  'event Trade(address indexed owner, address sellToken, address buyToken, uint256 sellAmount, uint256 buyAmount, uint256 feeAmount, bytes orderUid)',
);
const readersOf = eventReaders([cowTrade]);

interface Order {
  readonly settlement: AccountId;
  readonly owner: AccountId;
  readonly sold: AssetAmount;
  readonly bought: AssetAmount;
  readonly feeBase: bigint;
}

/**
 * Swaps by orders that a settlement contract filled in a batch: the solver who signed is no party.
 * An order counts only when the transfers bear it out, from its owner to the settlement and from
 * there to one receiver, since anybody can emit the event.
 */
export function orderSwaps(
  record: TransactionRecord,
  sheet: BalanceSheet,
  settings: SwapSettings,
): Swap[] {
  const orders = record.events.flatMap((log) => {
    const event = readersOf(log)[0]?.read(log);
    return event && !isUnreadable(event) ? [orderOf(record, event)] : [];
  });
  return orders.flatMap((order) => {
    const given = moved(
      sheet,
      order.sold,
      (t) => t.from === order.owner && t.to === order.settlement,
    );
    const paid = moved(sheet, order.bought, (t) => t.from === order.settlement);
    const toOwner = paid.filter((t) => t.to === order.owner);
    const payout = paid.length === 1 ? paid[0] : toOwner[0];
    const alone = orders.filter((other) => sharesBought(sheet, order, other)).length === 1;
    if (!given[0] || !payout) return [];
    return [swapOf(sheet, order, given[0], payout, alone, settings)];
  });
}

function orderOf(record: TransactionRecord, event: ReadEvent): Order {
  const asset = (name: string) => eventAsset(record.chain, record.nativeAsset, event.args[name]);
  return {
    settlement: event.log.contract,
    owner: eventAccount(record.chain, event.args['owner']),
    sold: { asset: asset('sellToken'), amountBase: eventAmount(event.args['sellAmount']) },
    bought: { asset: asset('buyToken'), amountBase: eventAmount(event.args['buyAmount']) },
    feeBase: eventAmount(event.args['feeAmount']),
  };
}

function moved(
  sheet: BalanceSheet,
  amount: AssetAmount,
  between: (t: Transfer) => boolean,
): Transfer[] {
  return sheet.moves.filter(
    (t) => t.asset === amount.asset && t.amountBase === amount.amountBase && between(t),
  );
}

function swapOf(
  sheet: BalanceSheet,
  order: Order,
  given: Transfer,
  payout: Transfer,
  aloneInBought: boolean,
  settings: SwapSettings,
): Swap {
  const shared = {
    recipient: payout.to,
    received: order.bought,
    receivedKeys: [transferKey(payout)],
    fees: feesOf(sheet, order, aloneInBought),
  };
  if (settings.orderHolders.includes(order.owner)) {
    const unknown = { side: 'given', reason: 'given-earlier' } as const;
    return { ...shared, party: payout.to, unknown, givenKeys: [] };
  }
  return { ...shared, party: order.owner, given: order.sold, givenKeys: [transferKey(given)] };
}

/**
 * Older orders state their fee, in the asset sold. Newer ones do not: there the settlement keeps a
 * part of what it bought, which can be told when no other order of the batch concerns that asset.
 */
function feesOf(sheet: BalanceSheet, order: Order, aloneInBought: boolean): FeeLeg[] {
  const to = order.settlement;
  if (order.feeBase > 0n) return [{ asset: order.sold.asset, amountBase: order.feeBase, to }];
  if (!aloneInBought) return [];
  let kept = 0n;
  for (const [asset, net] of sheet.changes.get(order.settlement) ?? []) {
    if (sameCoin(sheet, asset, order.bought.asset)) kept += net;
  }
  return kept > 0n ? [{ asset: order.bought.asset, amountBase: kept, to }] : [];
}

function sharesBought(sheet: BalanceSheet, order: Order, other: Order): boolean {
  return (
    sameCoin(sheet, other.bought.asset, order.bought.asset) ||
    sameCoin(sheet, other.sold.asset, order.bought.asset)
  );
}
