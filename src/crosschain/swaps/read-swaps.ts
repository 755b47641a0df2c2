import { type AccountId, addressOf } from '../../domain/caip.ts';
import { eventFragmentReader } from '../event-reader.ts';
import { isZeroAccount } from '../net-changes.ts';
import type { TransactionRecord } from '../transaction-record.ts';
import { arrivedSwap } from './arrived-swap.ts';
import { type BalanceSheet, balanceSheet, changesOf, isLeftover } from './balance-sheet.ts';
import { orderSwaps } from './orders.ts';
import { namedParties, type Party } from './parties.ts';
import { partySwaps } from './party-swap.ts';
import type { Swap, SwapSettings } from './swap.ts';

/** Accounts that traded beside the parties, beyond which they are a batch that nobody can tell apart. */
const tradersMax = 16;

/**
 * Reads the swaps of one transaction from balances, not from the events of venues: a party that
 * lost exactly one asset and gained exactly one has swapped, whatever pools stood between. Parties
 * are whom events name (user operation, order, Safe) and the signer, then the account called, and
 * accounts that traded without being a venue: makers of orders that somebody else filled. A side
 * that the transaction cannot tell is named in `unknown`; liquidity, claims and plain payments are
 * no swaps and give nothing.
 */
export function readSwaps(record: TransactionRecord, settings: SwapSettings): Swap[] {
  const named = namedParties(record);
  const sheet = balanceSheet(record, named);
  const ordered = [...orderSwaps(record, sheet, settings), ...partySwaps(sheet, named)];
  const signer: Party[] = record.from ? [{ account: record.from, by: 'signer' }] : [];
  // Beside those whom events name, the signer is a bundler, a solver or an owner of the Safe.
  const bySigner = partySwaps(sheet, signer);
  const acted = [...ordered, ...(named.length + ordered.length > 0 ? whole(bySigner) : bySigner)];
  const others = otherTraders(record, sheet, acted);
  const all = [...acted, ...whole(others.flatMap((other) => partySwaps(sheet, [other])))];
  if (all.length > 0) return all;
  const arrived = named.length > 0 ? undefined : arrivedSwap(record, sheet);
  return arrived ? [arrived] : [];
}

function whole(swaps: readonly Swap[]): Swap[] {
  return swaps.filter((swap) => swap.unknown === undefined);
}

/**
 * Who else may have traded: when nobody acted, the account called and whoever exchanged one asset
 * for another; beside those who did, only whom an event names, since the rest may be pools.
 */
function otherTraders(
  record: TransactionRecord,
  sheet: BalanceSheet,
  acted: readonly Swap[],
): Party[] {
  const quiet = quietTraders(record, sheet);
  if (acted.length === 0) {
    return record.to ? [{ account: record.to, by: 'called-account' }, ...quiet] : quiet;
  }
  const found = new Set(acted.map((swap) => swap.party));
  return quiet.filter(({ account }) => !found.has(account) && isNamed(record, account));
}

/**
 * Accounts that exchanged one asset for another and emitted no log, as people do and most pools do
 * not: makers of orders that somebody else filled.
 */
function quietTraders(record: TransactionRecord, sheet: BalanceSheet): Party[] {
  const traders = [...sheet.changes.keys()].filter(
    (account) =>
      account !== record.from &&
      account !== record.to &&
      !sheet.emitters.has(account) &&
      !isZeroAccount(account) &&
      hasTraded(sheet, account),
  );
  return traders.length > tradersMax ? [] : traders.map((account) => ({ account, by: 'order' }));
}

/** What tokens say of everybody who holds them: it names nobody as the party of an order. */
const tokenTopics = new Set(
  [
    'event Transfer(address,address,uint256)',
    'event Approval(address,address,uint256)',
    'event Deposit(address,uint256)',
    'event Withdrawal(address,uint256)',
  ].map((abi) => eventFragmentReader(abi).topic0),
);

/** True when an event that is no token's own names the account, as fills of orders name the maker. */
function isNamed({ events }: TransactionRecord, account: AccountId): boolean {
  const address = addressOf(account);
  if (!address.startsWith('0x')) return false;
  const word = address.slice(2).padStart(64, '0');
  return events.some(
    ({ topics, data }) =>
      !tokenTopics.has(topics[0] ?? '') &&
      (topics.some((topic) => topic.endsWith(word)) || data.includes(word)),
  );
}

function hasTraded(sheet: BalanceSheet, account: AccountId): boolean {
  const { losses, gains } = changesOf(sheet, account);
  const sides = [...losses, ...gains];
  return (
    losses.length === 1 && gains.length === 1 && !sides.some((side) => isLeftover(sheet, side))
  );
}
