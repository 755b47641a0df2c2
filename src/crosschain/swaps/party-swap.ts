import type { AccountId, AssetId } from '../../domain/caip.ts';
import { transferKey } from '../../domain/transfer.ts';
import { isZeroAccount } from '../net-changes.ts';
import { type BalanceSheet, changesOf, feeLegs, onlyGained, sameCoin } from './balance-sheet.ts';
import type { Party } from './parties.ts';
import { recipientOf } from './recipient.ts';
import type { AssetAmount, FeeLeg, Swap } from './swap.ts';

/** The swaps of parties who act together in one transaction: none of them is another's recipient. */
export function partySwaps(sheet: BalanceSheet, parties: readonly Party[]): Swap[] {
  const accounts = new Set(parties.map((party) => party.account));
  return parties.flatMap((party) => swapOf(sheet, party.account, accounts) ?? []);
}

function swapOf(
  sheet: BalanceSheet,
  party: AccountId,
  parties: ReadonlySet<AccountId>,
): Swap | undefined {
  const own = changesOf(sheet, party);
  const { losses, fees } = withoutSideLosses(sheet, own.losses, parties);
  const given = losses[0];
  if (!given || losses.length > 1 || own.gains.length > 1) return undefined;
  const received = own.gains[0];
  if (received) return complete(sheet, { party, recipient: party, given, received }, parties, fees);
  if (isPaid(sheet, given, parties)) return undefined;
  const payee = recipientOf(sheet, own.losses, parties);
  if (payee) {
    const { account: recipient, received: bought } = payee;
    return complete(sheet, { party, recipient, given, received: bought }, parties, fees);
  }
  return exchangedElsewhere(sheet, given) ? opened(sheet, party, given, parties, fees) : undefined;
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

/** Value that left to be exchanged and of which nothing is seen to come back. */
function opened(
  sheet: BalanceSheet,
  party: AccountId,
  given: AssetAmount,
  parties: ReadonlySet<AccountId>,
  fees: readonly FeeLeg[],
): Swap {
  return {
    party,
    recipient: party,
    given,
    unknown: { side: 'received', reason: 'nothing-came-back' },
    fees: [...fees, ...feeLegs(sheet, given, parties)],
    givenKeys: keysOf(sheet, given.asset, 'from', party),
    receivedKeys: [],
  };
}

/**
 * Sets losses aside that came to rest whole with others, when one other loss is left: fees of a
 * protocol or messenger, gas that a paymaster takes in a token, tokens burned for gas, a payment on
 * the side; not a second asset sold. Of the native coin they are fees of the swap.
 */
export function withoutSideLosses(
  sheet: BalanceSheet,
  losses: readonly AssetAmount[],
  parties: ReadonlySet<AccountId>,
): { losses: readonly AssetAmount[]; fees: readonly FeeLeg[] } {
  const isNative = ({ asset }: AssetAmount) => asset === sheet.nativeAsset;
  const kept = losses.filter((loss) => isNative(loss) || isKept(sheet, loss, parties));
  const resting = kept.filter((loss) => isWhole(loss, takersOf(sheet, loss.asset, parties)));
  const aside = resting.length === losses.length ? resting.filter(isNative) : resting;
  if (losses.length < 2 || aside.length !== losses.length - 1) return { losses, fees: [] };
  const native = aside.find(isNative);
  return {
    losses: losses.filter((loss) => !aside.includes(loss)),
    fees: native ? takersOf(sheet, native.asset, parties) : [],
  };
}

/** True when everybody who took of a loss gave nothing for it. */
function isKept(
  sheet: BalanceSheet,
  { asset }: AssetAmount,
  parties: ReadonlySet<AccountId>,
): boolean {
  return takersOf(sheet, asset, parties).every(
    ({ to }) => isZeroAccount(to) || onlyGained(sheet, to),
  );
}

/** True when quiet accounts took all and gave nothing: a tip, a fee, a wage, but no sale. */
export function isPaid(
  sheet: BalanceSheet,
  given: AssetAmount,
  parties: ReadonlySet<AccountId>,
): boolean {
  const takers = takersOf(sheet, given.asset, parties);
  const isQuiet = ({ to }: { to: AccountId }) => !sheet.emitters.has(to) && onlyGained(sheet, to);
  return isWhole(given, takers) && takers.every(isQuiet);
}

function isWhole(loss: AssetAmount, takers: readonly FeeLeg[]): boolean {
  return takers.reduce((sum, { amountBase }) => sum + amountBase, 0n) === loss.amountBase;
}

/** Who gained of an asset, the zero account that burns included. */
function takersOf(sheet: BalanceSheet, asset: AssetId, parties: ReadonlySet<AccountId>) {
  const takers: { asset: AssetId; amountBase: bigint; to: AccountId }[] = [];
  for (const [to, changes] of sheet.changes) {
    const gain = changes.get(asset) ?? 0n;
    if (gain > 0n && !parties.has(to)) takers.push({ asset, amountBase: gain, to });
  }
  return takers;
}

/** True when something other than what the party gave changed hands: a venue took part. */
function exchangedElsewhere(sheet: BalanceSheet, given: AssetAmount): boolean {
  return sheet.moves.some((t) => t.asset !== given.asset && t.asset !== sheet.nativeAsset);
}

export function keysOf(
  sheet: BalanceSheet,
  asset: AssetId,
  end: 'from' | 'to',
  account: AccountId,
): string[] {
  return sheet.moves
    .filter((t) => t[end] === account && sameCoin(sheet, t.asset, asset))
    .map(transferKey);
}
