import type { AccountId, AssetId } from '../../domain/caip.ts';
import type { Transfer } from '../../domain/transfer.ts';
import { emittersOf } from '../emitters.ts';
import { exchanged, isZeroAccount, type NetChanges, netChanges } from '../net-changes.ts';
import type { TransactionRecord } from '../transaction-record.ts';
import { readWraps } from '../wraps.ts';
import type { Party } from './parties.ts';
import type { AssetAmount, FeeLeg } from './swap.ts';

/** A receiver of at most this part of a side, who gave nothing, took a fee: 10 percent. */
const feeShareMaxPercent = 10n;
/** A change of at most this part of the asset's largest transfer is what a hop left over: 1 percent. */
const leftoverMaxPercent = 1n;

/** The balances of one transaction, and what can be told of its accounts from them. */
export interface BalanceSheet {
  readonly moves: readonly Transfer[];
  readonly changes: NetChanges;
  readonly nativeAsset: AssetId;
  /** The native coin and what wraps it here: changes of one make up for changes of another. */
  readonly coins: ReadonlySet<AssetId>;
  /** Contracts that emitted a log, but for wallets that confirm a receipt: venues and tokens, not people. */
  readonly emitters: ReadonlySet<AccountId>;
  /** The largest single transfer of each asset. */
  readonly largest: ReadonlyMap<AssetId, bigint>;
}

/** Reads the balance changes of a record; gas that EntryPoints take from their senders is no part. */
export function balanceSheet(record: TransactionRecord, parties: readonly Party[]): BalanceSheet {
  const { transfers, wrapped } = readWraps(record);
  const operators = new Map(
    parties.flatMap((p) => (p.by === 'user-operation' ? [[p.account, p.operator] as const] : [])),
  );
  const moves = exchanged(transfers).filter(
    (t) => t.asset !== record.nativeAsset || operators.get(t.from) !== t.to,
  );
  return {
    moves,
    changes: netChanges(moves),
    nativeAsset: record.nativeAsset,
    coins: new Set([record.nativeAsset, ...wrapped]),
    emitters: emittersOf(record.events),
    largest: largestOf(moves),
  };
}

function largestOf(moves: readonly Transfer[]): Map<AssetId, bigint> {
  const largest = new Map<AssetId, bigint>();
  for (const { asset, amountBase } of moves) {
    if (amountBase > (largest.get(asset) ?? 0n)) largest.set(asset, amountBase);
  }
  return largest;
}

export interface OwnChanges {
  readonly losses: readonly AssetAmount[];
  readonly gains: readonly AssetAmount[];
}

/**
 * What an account lost and gained. The native coin and its wraps count as one asset, unless nothing
 * else changed: then wrapping is the exchange. Beside other changes, what a hop left over of the
 * asset in between is no side of the exchange.
 */
export function changesOf(sheet: BalanceSheet, account: AccountId): OwnChanges {
  const own = sheet.changes.get(account) ?? new Map<AssetId, bigint>();
  const onlyCoins = [...own.keys()].every((asset) => sheet.coins.has(asset));
  const { losses, gains } = split(onlyCoins ? own : withCoinsAsOne(own, sheet.coins));
  return { losses: withoutLeftovers(sheet, losses), gains: withoutLeftovers(sheet, gains) };
}

function withoutLeftovers(sheet: BalanceSheet, side: readonly AssetAmount[]): AssetAmount[] {
  const main = side.filter((part) => !isLeftover(sheet, part));
  return main.length > 0 ? main : [...side];
}

/** True for an amount that is next to nothing beside what else moved of the asset. */
export function isLeftover({ largest }: BalanceSheet, { asset, amountBase }: AssetAmount): boolean {
  return amountBase * 100n <= (largest.get(asset) ?? 0n) * leftoverMaxPercent;
}

function split(own: ReadonlyMap<AssetId, bigint>): OwnChanges {
  const losses: AssetAmount[] = [];
  const gains: AssetAmount[] = [];
  for (const [asset, net] of own) {
    if (net < 0n) losses.push({ asset, amountBase: -net });
    else gains.push({ asset, amountBase: net });
  }
  return { losses, gains };
}

/** The sum of the coins, named after the one that changed most in the direction of the sum. */
function withCoinsAsOne(
  own: ReadonlyMap<AssetId, bigint>,
  coins: ReadonlySet<AssetId>,
): ReadonlyMap<AssetId, bigint> {
  const merged = new Map([...own].filter(([asset]) => !coins.has(asset)));
  const nets = [...own].filter(([asset]) => coins.has(asset));
  const sum = nets.reduce((total, [, net]) => total + net, 0n);
  const sign = sum < 0n ? -1n : 1n;
  const main = nets.reduce<readonly [AssetId, bigint] | undefined>(
    (best, next) => (best === undefined || next[1] * sign > best[1] * sign ? next : best),
    undefined,
  );
  if (main && sum !== 0n) merged.set(main[0], sum);
  return merged;
}

/**
 * True for accounts that gained and gave nothing, or no more than a leftover: where value of the
 * transaction came to rest.
 */
export function onlyGained(sheet: BalanceSheet, account: AccountId): boolean {
  const nets = [...(sheet.changes.get(account) ?? [])];
  const gave = nets.filter(([, net]) => net < 0n);
  return (
    nets.length > gave.length &&
    gave.every(([asset, net]) => isLeftover(sheet, { asset, amountBase: -net })) &&
    !isZeroAccount(account)
  );
}

/** Small parts of a side of the exchange that others kept, who gave nothing for it. */
export function feeLegs(
  sheet: BalanceSheet,
  side: AssetAmount,
  parties: ReadonlySet<AccountId>,
): FeeLeg[] {
  const legs: FeeLeg[] = [];
  for (const [account, changes] of sheet.changes) {
    if (parties.has(account) || !onlyGained(sheet, account)) continue;
    const most = (side.amountBase * feeShareMaxPercent) / 100n;
    for (const [asset, net] of changes) {
      if (net > 0n && sameCoin(sheet, asset, side.asset) && net <= most)
        legs.push({ asset, amountBase: net, to: account });
    }
  }
  return legs;
}

/** True for one asset, and for the native coin beside what wraps it. */
export function sameCoin(sheet: BalanceSheet, a: AssetId, b: AssetId): boolean {
  return a === b || (sheet.coins.has(a) && sheet.coins.has(b));
}
