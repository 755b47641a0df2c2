import type { AccountId, AssetId } from '../../domain/caip.ts';
import { transferKey } from '../../domain/transfer.ts';
import { isZeroAccount } from '../net-changes.ts';
import type { TransactionRecord } from '../transaction-record.ts';
import { type BalanceSheet, balanceSheet, changesOf, feeLegs, sameCoin } from './balance-sheet.ts';
import { orderSwaps } from './orders.ts';
import { namedParties, type Party } from './parties.ts';
import { recipientOf } from './recipient.ts';
import type { AssetAmount, FeeLeg, Swap, SwapSettings } from './swap.ts';

/**
 * Reads the swaps of one transaction from balances, not from the events of venues: a party that
 * lost exactly one asset and gained exactly one has swapped, whatever pools stood between. Parties
 * are whom events name (user operation, order, Safe), else the signer, else the account called, else
 * the one account that traded without being a venue. A
 * side that the transaction cannot tell is named in `unknown`; liquidity, claims and plain
 * payments are no swaps and give nothing.
 */
export function readSwaps(record: TransactionRecord, settings: SwapSettings): Swap[] {
  const named = namedParties(record);
  const sheet = balanceSheet(record, named);
  const orders = orderSwaps(record, sheet, settings);
  const byName = swapsOf(sheet, named);
  if (orders.length > 0 || named.length > 0) return [...orders, ...byName];
  const bySigner = swapsOf(sheet, record.from ? [{ account: record.from, by: 'signer' }] : []);
  if (bySigner.length > 0) return bySigner;
  const called = wholeSwaps(sheet, record.to ? [{ account: record.to, by: 'called-account' }] : []);
  if (called.length > 0) return called;
  const traders = wholeSwaps(sheet, quietTraders(record, sheet));
  return traders.length === 1 ? traders : [];
}

function wholeSwaps(sheet: BalanceSheet, parties: readonly Party[]): Swap[] {
  return swapsOf(sheet, parties).filter((swap) => swap.unknown === undefined);
}

/**
 * Accounts that exchanged one asset for another and emitted no log, as people do and pools do not:
 * the maker of an order that somebody else filled, when there is only one.
 */
function quietTraders(record: TransactionRecord, sheet: BalanceSheet): Party[] {
  return [...sheet.changes.keys()]
    .filter((account) => account !== record.from && account !== record.to)
    .filter((account) => !sheet.emitters.has(account) && !isZeroAccount(account))
    .filter((account) => {
      const { losses, gains } = changesOf(sheet, account);
      return losses.length === 1 && gains.length === 1;
    })
    .map((account) => ({ account, by: 'order' }));
}

function swapsOf(sheet: BalanceSheet, parties: readonly Party[]): Swap[] {
  const accounts = new Set(parties.map((party) => party.account));
  return parties.flatMap((party) => swapOf(sheet, party, accounts) ?? []);
}

function swapOf(
  sheet: BalanceSheet,
  party: Party,
  parties: ReadonlySet<AccountId>,
): Swap | undefined {
  const own = changesOf(sheet, party.account);
  const { losses, fees } = withoutNativeFees(sheet, own.losses, parties);
  const given = losses[0];
  if (!given || losses.length > 1 || own.gains.length > 1) return undefined;
  const received = own.gains[0];
  const { account } = party;
  if (received)
    return complete(sheet, { party: account, recipient: account, given, received }, parties, fees);
  const payee = recipientOf(sheet, given, parties);
  if (payee) {
    const exchange = { party: account, recipient: payee.account, given, received: payee.received };
    return complete(sheet, exchange, parties, fees);
  }
  if (!exchangedElsewhere(sheet, given)) return undefined;
  return {
    party: account,
    recipient: account,
    given,
    unknown: { side: 'received', reason: 'nothing-came-back' },
    fees: [...fees, ...feeLegs(sheet, given, parties)],
    givenKeys: keysOf(sheet, given.asset, 'from', account),
    receivedKeys: [],
  };
}

interface Exchange {
  readonly party: AccountId;
  readonly recipient: AccountId;
  readonly given: AssetAmount;
  readonly received: AssetAmount;
}

function complete(
  sheet: BalanceSheet,
  exchange: Exchange,
  parties: ReadonlySet<AccountId>,
  fees: readonly FeeLeg[],
): Swap {
  const { party, recipient, given, received } = exchange;
  const others = new Set([...parties, recipient]);
  return {
    ...exchange,
    fees: [...fees, ...feeLegs(sheet, given, others), ...feeLegs(sheet, received, others)],
    givenKeys: keysOf(sheet, given.asset, 'from', party),
    receivedKeys: keysOf(sheet, received.asset, 'to', recipient),
  };
}

/**
 * Sets a native loss aside beside a loss of a token, when all of it came to rest with accounts that
 * gave nothing: the fee of a protocol or of a messenger, not a second asset sold.
 */
function withoutNativeFees(
  sheet: BalanceSheet,
  losses: readonly AssetAmount[],
  parties: ReadonlySet<AccountId>,
): { losses: readonly AssetAmount[]; fees: readonly FeeLeg[] } {
  const native = losses.find((loss) => loss.asset === sheet.nativeAsset);
  if (losses.length !== 2 || !native) return { losses, fees: [] };
  let left = native.amountBase;
  const fees: FeeLeg[] = [];
  for (const [account, changes] of sheet.changes) {
    const gain = changes.get(native.asset) ?? 0n;
    if (gain <= 0n || parties.has(account)) continue;
    fees.push({ asset: native.asset, amountBase: gain, to: account });
    left -= gain;
  }
  if (left !== 0n) return { losses, fees: [] };
  return { losses: losses.filter((loss) => loss !== native), fees };
}

/** True when something other than what the party gave changed hands: a venue took part. */
function exchangedElsewhere(sheet: BalanceSheet, given: AssetAmount): boolean {
  return sheet.moves.some((t) => t.asset !== given.asset && t.asset !== sheet.nativeAsset);
}

function keysOf(
  sheet: BalanceSheet,
  asset: AssetId,
  end: 'from' | 'to',
  account: AccountId,
): string[] {
  return sheet.moves
    .filter((t) => t[end] === account && sameCoin(sheet, t.asset, asset))
    .map(transferKey);
}
