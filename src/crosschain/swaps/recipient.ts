import type { AccountId, AssetId } from '../../domain/caip.ts';
import { type BalanceSheet, onlyGained, sameCoin } from './balance-sheet.ts';
import type { AssetAmount } from './swap.ts';

/** The next largest receiver may have at most this part of the largest's gain: 10 percent. */
const runnerUpMaxPercent = 10n;

export interface Recipient {
  readonly account: AccountId;
  readonly received: AssetAmount;
}

/**
 * Who received what was bought, when it did not come back to the party: the one account that gained
 * an asset other than those given, gave nothing, emitted no log and stands clearly ahead of the next.
 * Undefined when there is none or more than one.
 */
export function recipientOf(
  sheet: BalanceSheet,
  given: readonly AssetAmount[],
  parties: ReadonlySet<AccountId>,
): Recipient | undefined {
  return clearlyAhead(gainsElsewhere(sheet, given, parties));
}

/**
 * What one account received of several assets, when it did not come back to the party and nobody
 * else received any: value taken out of a pool for another. Empty when it is not so.
 */
export function severalReceived(
  sheet: BalanceSheet,
  given: readonly AssetAmount[],
  parties: ReadonlySet<AccountId>,
): readonly Recipient[] {
  const gains = gainsElsewhere(sheet, given, parties);
  const accounts = new Set(gains.map(({ account }) => account));
  return accounts.size === 1 && gains.length > 1 ? gains : [];
}

/** Accounts that gained an asset other than those given, gave nothing and emitted no log. */
export function gainsElsewhere(
  sheet: BalanceSheet,
  given: readonly AssetAmount[],
  parties: ReadonlySet<AccountId>,
): Recipient[] {
  const found: Recipient[] = [];
  for (const [account, changes] of sheet.changes) {
    if (parties.has(account) || sheet.emitters.has(account) || !onlyGained(sheet, account))
      continue;
    for (const [asset, net] of changes) {
      const isGiven = given.some((part) => sameCoin(sheet, asset, part.asset));
      if (net > 0n && !isGiven) found.push({ account, received: { asset, amountBase: net } });
    }
  }
  return found;
}

function clearlyAhead(candidates: readonly Recipient[]): Recipient | undefined {
  const assets = new Set<AssetId>(candidates.map((candidate) => candidate.received.asset));
  if (assets.size !== 1) return undefined;
  const ranked = [...candidates].sort((a, b) =>
    a.received.amountBase < b.received.amountBase ? 1 : -1,
  );
  const [first, second] = ranked;
  if (!first) return undefined;
  const limit = (first.received.amountBase * runnerUpMaxPercent) / 100n;
  return second && second.received.amountBase > limit ? undefined : first;
}
