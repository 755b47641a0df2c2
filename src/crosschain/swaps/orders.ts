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
  /** The order never expires by itself: who placed it keeps its true terms (CoW's EthFlow). */
  readonly isUnending: boolean;
}

/** The last four bytes of an order's uid are the end of its validity, unix seconds. */
const unending = 'ffffffff';

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
    const given = givenTransfers(sheet, order);
    const payout = payoutOf(sheet, order, orders);
    const alone = orders.filter((other) => sharesBought(sheet, order, other)).length === 1;
    if (given.length === 0 || !payout) return [];
    return [swapOf(sheet, order, given, payout, alone, settings)];
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
    isUnending: String(event.args['orderUid']).toLowerCase().endsWith(unending),
  };
}

/**
 * What left the owner: the transfer of the amount sold to the settlement, or, of a token that takes
 * a fee on its way, the transfers that make it up together.
 */
function givenTransfers(sheet: BalanceSheet, { owner, settlement, sold }: Order): Transfer[] {
  const own = sheet.moves.filter((t) => t.from === owner && t.asset === sold.asset);
  const exact = own.find((t) => t.to === settlement && t.amountBase === sold.amountBase);
  if (exact) return [exact];
  const sum = own.reduce((total, t) => total + t.amountBase, 0n);
  return sum === sold.amountBase && own.some((t) => t.to === settlement) ? own : [];
}

/**
 * The payment of an order: the transfer of the amount bought, or, of a token that takes a fee on its
 * way, the only one that is less. Of several the owner's own, or the one that is no other owner's.
 */
function payoutOf(sheet: BalanceSheet, order: Order, orders: readonly Order[]) {
  const { settlement, owner, bought } = order;
  const paid = sheet.moves.filter((t) => t.from === settlement && t.asset === bought.asset);
  const exact = paid.filter((t) => t.amountBase === bought.amountBase);
  const toOwner = exact.find((t) => t.to === owner);
  if (exact.length === 1 || toOwner) return toOwner ?? exact[0];
  const others = new Set(orders.map((other) => other.owner));
  const free = exact.filter((t) => !others.has(t.to));
  if (exact.length > 0) return free.length === 1 ? free[0] : undefined;
  const reduced = paid.filter((t) => t.to === owner && t.amountBase < bought.amountBase);
  return reduced.length === 1 ? reduced[0] : undefined;
}

function swapOf(
  sheet: BalanceSheet,
  order: Order,
  given: readonly Transfer[],
  payout: Transfer,
  aloneInBought: boolean,
  settings: SwapSettings,
): Swap {
  const shared = {
    recipient: payout.to,
    received: { asset: payout.asset, amountBase: payout.amountBase },
    receivedKeys: [transferKey(payout)],
    fees: feesOf(sheet, order, aloneInBought),
  };
  const isHeld =
    settings.orderHolders.includes(order.owner) ||
    (order.isUnending && payout.to !== order.owner && sheet.coins.has(order.sold.asset));
  if (isHeld) {
    const unknown = { side: 'given', reason: 'given-earlier' } as const;
    return { ...shared, party: payout.to, unknown, givenKeys: [] };
  }
  return { ...shared, party: order.owner, given: order.sold, givenKeys: given.map(transferKey) };
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
