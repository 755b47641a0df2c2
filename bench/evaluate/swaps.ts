import { eventAccount } from '../../src/crosschain/event-values.ts';
import { readSwaps } from '../../src/crosschain/swaps/read-swaps.ts';
import type { FeeLeg, Swap, SwapSettings } from '../../src/crosschain/swaps/swap.ts';
import { parseDecimal } from '../../src/domain/amount.ts';
import { type AssetId, assetId, chainId } from '../../src/domain/caip.ts';
import { messageOf } from '../../src/domain/errors.ts';
import {
  nativeAssetOf,
  type RecordedTransaction,
  readRows,
  recordOf,
} from '../crosschain-receipts.ts';
import type { SuiteOptions } from '../evaluate.ts';

/** A labelled swap; everything but `transaction` is read by the scorer only. */
interface SwapRow {
  readonly chainId: number;
  readonly hash: string;
  readonly party: string;
  readonly amountIn: string;
  readonly amountOut: string;
  readonly fees?: readonly string[] | null;
  readonly assetIn?: string | null;
  readonly decimalsIn?: number | null;
  readonly assetOut?: string | null;
  readonly decimalsOut?: number | null;
  readonly transaction: RecordedTransaction;
}

interface Expected {
  readonly asset: AssetId;
  readonly amountBase: bigint;
  /** The labelled fees in this asset's units; only those that have no more decimals than it. */
  readonly fees: readonly bigint[];
}

/**
 * Scores the reading of swaps. A row is right when one of the swaps read has its party and on each
 * side the asset and the exact amount. Where the label has fees, the amount may include them
 * (what left the party) or not, as labels differ in this, and each fee must have been found as a
 * fee leg. A side whose asset is null in the label must be reported as one that cannot be told.
 */
export async function run({ data }: SuiteOptions): Promise<{ json: object; report: string }> {
  const rows = readRows<SwapRow>(data);
  const wrong = rows.flatMap((read) => {
    if ('fault' in read) return [{ hash: `line ${read.line}`, reason: read.fault }];
    const reason = reasonWrong(read.row);
    return reason === undefined ? [] : [{ hash: read.row.hash, reason }];
  });
  const json = { total: rows.length, correct: rows.length - wrong.length, wrong };
  const lines = wrong.map(({ hash, reason }) => `  ${hash}  ${reason}`);
  return {
    json,
    report: [`${json.correct} of ${json.total} swaps read right`, ...lines].join('\n'),
  };
}

/** Why the row is scored as wrong; undefined when it is right. A row that cannot be read is wrong. */
function reasonWrong(row: SwapRow): string | undefined {
  try {
    return fault(row, readSwaps(recordOf(row.transaction), settingsOf(row.chainId)));
  } catch (error) {
    return `unreadable: ${messageOf(error)}`;
  }
}

/** The settings an operator has by default: CoW's EthFlow is the same contract on every chain. */
function settingsOf(chain: number): SwapSettings {
  const holders = [
    '0x40a50cf069e992aa4536211b23f286ef88752187',
    '0xba3cb449bd2b4adddbc894d8697f5170800eadec',
  ];
  return { orderHolders: holders.map((text) => eventAccount(chainId(`eip155:${chain}`), text)) };
}

function fault(row: SwapRow, swaps: readonly Swap[]): string | undefined {
  const party = eventAccount(chainId(`eip155:${row.chainId}`), row.party);
  const own = swaps.filter((swap) => swap.party === party);
  if (own.length === 0) return swaps.length > 0 ? 'another party' : 'no swap was read';
  const faults = own.map((swap) => swapFault(row, swap));
  return faults.includes(undefined) ? undefined : faults[0];
}

function swapFault(row: SwapRow, swap: Swap): string | undefined {
  return (
    sideFault('in', swap, expectedSide(row, row.assetIn, row.decimalsIn, row.amountIn)) ??
    sideFault('out', swap, expectedSide(row, row.assetOut, row.decimalsOut, row.amountOut)) ??
    feeFault(row, swap)
  );
}

function expectedSide(
  row: SwapRow,
  asset: string | null | undefined,
  decimals: number | null | undefined,
  amount: string,
): Expected | undefined {
  if (typeof asset !== 'string' || typeof decimals !== 'number') return undefined;
  const id =
    asset === 'native'
      ? nativeAssetOf(row.chainId)
      : assetId(`eip155:${row.chainId}/erc20:${asset.toLowerCase()}`);
  return {
    asset: id,
    amountBase: parseDecimal(amount, decimals),
    fees: inUnits(row.fees ?? [], decimals),
  };
}

function inUnits(fees: readonly string[], decimals: number): bigint[] {
  const fitting = fees.filter((fee) => (fee.split('.')[1] ?? '').length <= decimals);
  return fitting.map((fee) => parseDecimal(fee, decimals));
}

function sideFault(side: 'in' | 'out', swap: Swap, expected: Expected | undefined) {
  const read = side === 'in' ? swap.given : swap.received;
  const unknown = swap.unknown?.side === (side === 'in' ? 'given' : 'received');
  if (!expected) return unknown && !read ? undefined : `${side}: told what cannot be told`;
  if (!read) return `${side}: said to be unknown (${swap.unknown?.reason})`;
  if (read.asset !== expected.asset) return `${side}: asset is ${read.asset}`;
  const sign = side === 'in' ? 1n : -1n;
  const fees = expected.fees.reduce((sum, fee) => sum + fee, 0n);
  const allowed = [expected.amountBase, expected.amountBase + sign * fees];
  return allowed.includes(read.amountBase) ? undefined : `${side}: amount is ${read.amountBase}`;
}

/** The native coin of every EVM chain has these. */
const nativeDecimals = 18;

/**
 * A labelled fee is found when a fee leg, or all fee legs of one asset together, have its amount, or
 * when a leg of the received asset is worth it in the given asset at the price of the swap, to one
 * unit and a millionth: orders are labelled so. The label does not name the asset: the native coin
 * and the two sides' are tried. Fees beside an asset that the label does not name are in no known unit.
 */
function feeFault(row: SwapRow, swap: Swap): string | undefined {
  const decimals = [row.decimalsIn ?? null, row.decimalsOut ?? null].filter((d) => d !== null);
  if (decimals.length < 2) return undefined;
  const legs = [...swap.fees, ...sumsByAsset(swap.fees)];
  for (const fee of row.fees ?? []) {
    const units = [...new Set(decimals.flatMap((d) => inUnits([fee], d)))];
    const coins = [...units, ...inUnits([fee], nativeDecimals)];
    const unitsOf = (leg: FeeLeg) => (leg.asset === nativeAssetOf(row.chainId) ? coins : units);
    const found = legs.some((leg) => unitsOf(leg).some((unit) => isFee(swap, leg, unit)));
    if (!found) return `fee ${fee} not found`;
  }
  return undefined;
}

function sumsByAsset(fees: readonly FeeLeg[]): FeeLeg[] {
  const sums = new Map<AssetId, bigint>();
  for (const { asset, amountBase } of fees) sums.set(asset, (sums.get(asset) ?? 0n) + amountBase);
  return [...sums].map(([asset, amountBase]) => ({ asset, amountBase }));
}

function isFee({ given, received }: Swap, leg: FeeLeg, labelled: bigint): boolean {
  if (leg.amountBase === labelled) return true;
  if (!given || leg.asset !== received?.asset) return false;
  const bought = received.amountBase + leg.amountBase;
  const worth = (leg.amountBase * given.amountBase) / bought;
  const oneUnit = given.amountBase / bought;
  const difference = worth > labelled ? worth - labelled : labelled - worth;
  return difference <= oneUnit + labelled / 1_000_000n;
}
