import type { AccountId, AssetId, ChainId } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Endpoint } from '../domain/flow.ts';
import { transferKey } from '../domain/transfer.ts';
import { traceBackwards } from './backwards.ts';
import type { PotTransfer } from './coin-transfers.ts';
import { trace } from './trace.ts';
import type { PotRequest, TraceRequest } from './trace-request.ts';
import type { SeedTrace } from './trace-result.ts';

export interface ExposureRequest extends Omit<TraceRequest, 'seeds' | 'combine'> {
  readonly wallet: AccountId;
  readonly asset: AssetId;
  /** `forward`: where what it paid went; `backward`: where what it received came from. */
  readonly direction: 'forward' | 'backward';
  /** First block of each chain that counts; 0 for those not named. */
  readonly since: Readonly<Record<ChainId, number>>;
  /** Category of an account by its labels; undefined: the kind of the endpoint is the category. */
  readonly categoryOf: (account: AccountId) => string | undefined;
}

/** What of one category the wallet met, directly (one hop away) or with others in between. */
export interface ExposureFigures {
  /** In base units of the asked asset. */
  readonly amountBase: bigint;
  /** Of all that the wallet paid or received, in millionths, rounded down. */
  readonly shareMillionths: number;
}

export interface CategoryExposure {
  readonly category: string;
  readonly direct: ExposureFigures;
  readonly indirect: ExposureFigures;
  /** Least number of transfers between the wallet and the category. */
  readonly leastHops: number;
}

/** `leaving`: as of a trace; the wallet's own payments, or receipts, are among them. */
export type ExposureOutcome = { readonly leaving: readonly PotTransfer[] } & ExposureAnswer;

type ExposureAnswer =
  | { readonly state: 'missing'; readonly pots: readonly PotRequest[] }
  | {
      readonly state: 'exposed';
      /** All that the wallet paid, or received, base units. */
      readonly totalBase: bigint;
      /** By amount, greatest first. */
      readonly categories: readonly CategoryExposure[];
      readonly trace: SeedTrace | undefined;
    };

/**
 * Exposure of a wallet in one asset: the union of its payments walked forwards, or of its
 * receipts walked backwards, summed by category of the ends. Of a wallet whose value is coins its
 * payments are the coins that it spent. The walk stops where a trace does; what the wallet
 * converted goes on in what it got for it.
 * A wallet that paid or received nothing is exposed to nothing. Errors as of `trace`.
 */
export function exposureOf(request: ExposureRequest): ExposureOutcome {
  const { wallet, asset, direction, since } = request;
  const seeds = request.subgraph.transfers.filter((transfer) => isOwn(request, transfer));
  if (seeds.length === 0) {
    const nothing = { totalBase: 0n, categories: [], trace: undefined };
    return { state: 'exposed', ...nothing, leaving: [] };
  }
  const transferKeys = seeds.map(transferKey);
  const seed = { id: wallet, transferKeys, payers: [wallet], returnsIn: asset };
  const asked = { ...request, seeds: [seed], combine: 'each' } as const;
  const outcome =
    direction === 'forward'
      ? trace(asked)
      : traceBackwards({ ...asked, horizon: { ...request.horizon, since } });
  const leaving = [...new Set([...seeds, ...outcome.leaving])];
  if (outcome.state === 'missing') return { state: 'missing', pots: outcome.pots, leaving };
  const [only] = outcome.traces;
  if (!only) throw new WagetraceError('tracing.bad-seed', 'Nothing was traced');
  const categories = categoriesOf(only, request);
  return { state: 'exposed', totalBase: only.seedBase, categories, trace: only, leaving };
}

/** Whether the wallet paid by a transfer, or received, within the blocks that count. */
function isOwn(
  { wallet, asset, direction, since, horizon }: ExposureRequest,
  { chain, height, asset: moved, from, to, kind, pots }: PotTransfer,
): boolean {
  const last = horizon.heights[chain] ?? Number.POSITIVE_INFINITY;
  if (moved !== asset || height < (since[chain] ?? 0) || height > last) return false;
  if (direction === 'backward') return to === wallet;
  return from === wallet && (pots ? pots.to?.kind === 'spend' : kind !== 'fee');
}

function categoriesOf(result: SeedTrace, request: ExposureRequest): CategoryExposure[] {
  const byCategory = new Map<string, { direct: bigint; indirect: bigint; hops: number }>();
  for (const end of result.endpoints) {
    if (end.seedUnits === 0n) continue;
    const category = categoryOfEnd(end, request);
    const hops = hopsFromWallet(end);
    const sums = byCategory.get(category) ?? { direct: 0n, indirect: 0n, hops };
    if (hops === 1) sums.direct += end.seedUnits;
    else sums.indirect += end.seedUnits;
    sums.hops = Math.min(sums.hops, hops);
    byCategory.set(category, sums);
  }
  const figures = (amountBase: bigint): ExposureFigures => ({
    amountBase,
    shareMillionths: Number((amountBase * 1_000_000n) / result.seedBase),
  });
  return [...byCategory]
    .sort(([a, x], [b, y]) => {
      const [left, right] = [x.direct + x.indirect, y.direct + y.indirect];
      if (left === right) return a < b ? -1 : 1;
      return left < right ? 1 : -1;
    })
    .map(([category, { direct, indirect, hops }]) => ({
      category,
      direct: figures(direct),
      indirect: figures(indirect),
      leastHops: hops,
    }));
}

/** Transfers between the wallet and an end; what ends in the wallet's own transaction is one away. */
export function hopsFromWallet({ hops }: Pick<Endpoint, 'hops'>): number {
  return Math.max(hops, 0) + 1;
}

function categoryOfEnd(end: Endpoint, request: ExposureRequest): string {
  if (end.kind === 'sanctioned') return end.kind;
  return request.categoryOf(end.account) ?? end.kind;
}
