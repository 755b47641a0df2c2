import type { AccountId, AssetId, ChainId } from '../domain/caip.ts';
import { chainOf } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Endpoint } from '../domain/flow.ts';
import { transferKey } from '../domain/transfer.ts';
import { reversedWorld } from './reversed.ts';
import { trace } from './trace.ts';
import type { PotRequest, TraceRequest } from './trace-request.ts';
import type { SeedTrace } from './trace-result.ts';

export interface ExposureRequest extends Omit<TraceRequest, 'seeds' | 'combine' | 'conversions'> {
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

export type ExposureOutcome =
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
 * receipts walked backwards, summed by category of the ends. The walk stops where a trace does.
 * A wallet that paid or received nothing is exposed to nothing. Errors as of `trace`.
 */
export function exposureOf(request: ExposureRequest): ExposureOutcome {
  const { wallet, asset, direction, since } = request;
  const world =
    direction === 'forward'
      ? request
      : reversedWorld(request.subgraph, request.loaded, request.horizon, since);
  const first = since[chainOf(wallet)] ?? 0;
  const transferKeys = world.subgraph.transfers
    .filter((t) => t.from === wallet && t.asset === asset && t.kind !== 'fee')
    .filter((t) => direction === 'backward' || t.height >= first)
    .filter((t) => t.height <= (world.horizon.heights[t.chain] ?? Number.POSITIVE_INFINITY))
    .map(transferKey);
  if (transferKeys.length === 0) {
    return { state: 'exposed', totalBase: 0n, categories: [], trace: undefined };
  }
  const seed = { id: wallet, transferKeys, payers: [wallet] };
  const { subgraph, loaded, horizon } = world;
  const outcome = trace({
    ...request,
    subgraph,
    loaded,
    horizon,
    seeds: [seed],
    combine: 'each',
    conversions: [],
  });
  if (outcome.state === 'missing') {
    return { state: 'missing', pots: outcome.pots.map((pot) => readingOf(pot, request)) };
  }
  const [only] = outcome.traces;
  if (!only) throw new WagetraceError('tracing.bad-seed', 'Nothing was traced');
  const categories = categoriesOf(only, request);
  return { state: 'exposed', totalBase: only.seedBase, categories, trace: only };
}

/** Backwards a pot is needed from the first block that counts. */
function readingOf(pot: PotRequest, { direction, since }: ExposureRequest): PotRequest {
  return direction === 'forward' ? pot : { ...pot, fromHeight: since[chainOf(pot.account)] ?? 0 };
}

function categoriesOf(result: SeedTrace, request: ExposureRequest): CategoryExposure[] {
  const byCategory = new Map<string, { direct: bigint; indirect: bigint; hops: number }>();
  for (const end of result.endpoints) {
    if (end.seedUnits === 0n) continue;
    const category = categoryOfEnd(end, request);
    const sums = byCategory.get(category) ?? { direct: 0n, indirect: 0n, hops: end.hops + 1 };
    if (end.hops === 0) sums.direct += end.seedUnits;
    else sums.indirect += end.seedUnits;
    sums.hops = Math.min(sums.hops, end.hops + 1);
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

function categoryOfEnd(end: Endpoint, request: ExposureRequest): string {
  if (end.kind === 'sanctioned') return end.kind;
  return request.categoryOf(end.account) ?? end.kind;
}
