import { type AccountId, chainOf } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { EndpointKind } from '../domain/flow.ts';
import type { ServiceKind } from '../domain/service-verdict.ts';
import { amountAt } from './amount-column.ts';
import { type ConversionPlan, planConversions } from './conversion-plan.ts';
import { indexPots, type PotIndex } from './pot-index.ts';
import type { Subgraph } from './subgraph.ts';
import type { LoadedPot, TraceRequest, TraceSeed } from './trace-request.ts';

const kindOfService: Readonly<Record<ServiceKind, EndpointKind>> = {
  exchange: 'service',
  'exchange-deposit': 'service',
  otc: 'service',
  merchant: 'service',
  mixer: 'mixer',
  bridge: 'bridge-unresolved',
  contract: 'contract',
};

/** A request with its names resolved to the numbers of the subgraph. Shared by all its seeds. */
export interface TraceWorld {
  readonly request: TraceRequest;
  readonly graph: Subgraph;
  readonly pots: PotIndex;
  /** By pot. */
  readonly loaded: ReadonlyMap<number, LoadedPot>;
  /** Why the trail ends at an account, by account number. */
  readonly stops: ReadonlyMap<number, EndpointKind>;
  readonly conversions: ConversionPlan;
  /** Last height that counts, by asset number. */
  readonly lastHeight: Float64Array;
  /** The last answer of `balanceBefore` for each pot: every method asks for the same. */
  readonly openings: Map<number, { readonly index: number; readonly balanceBase: bigint }>;
}

/** A seed with its names resolved. */
export interface ResolvedSeed {
  readonly seed: TraceSeed;
  /** Indexes of its transfers, ascending. */
  readonly transfers: readonly number[];
  readonly payers: ReadonlySet<number>;
  /** The only asset in which value is returned to them, by number. */
  readonly returnsIn?: number;
  readonly asset: number;
  readonly amountBase: bigint;
}

export function resolveWorld(request: TraceRequest): TraceWorld {
  const graph = request.subgraph;
  const stops = new Map<number, EndpointKind>();
  const stopAt = (account: AccountId, kind: EndpointKind): void => {
    const number = graph.accountOf(account);
    if (number !== undefined) stops.set(number, kind);
  };
  for (const verdict of request.verdicts) stopAt(verdict.account, kindOfService[verdict.kind]);
  for (const account of request.listed.keys()) stopAt(account, 'sanctioned');
  const loaded = new Map<number, LoadedPot>();
  for (const pot of request.loaded) {
    const number = graph.potOf(pot);
    if (number !== undefined) loaded.set(number, pot);
  }
  const lastHeight = Float64Array.from(
    graph.assets,
    (asset) => request.horizon.heights[chainOf(asset)] ?? Number.POSITIVE_INFINITY,
  );
  const conversions = planConversions(graph, request.conversions ?? [], (index) =>
    isBeyondHorizon({ graph, lastHeight }, index),
  );
  const pots = indexPots(graph);
  return { request, graph, pots, loaded, stops, conversions, lastHeight, openings: new Map() };
}

/** Throws `tracing.bad-seed` for an unknown key, several assets, or no transfer at all. */
export function resolveSeed(world: TraceWorld, seed: TraceSeed): ResolvedSeed {
  const { graph } = world;
  const fail = (why: string): never => {
    throw new WagetraceError('tracing.bad-seed', why, { details: { seed: seed.id } });
  };
  const transfers = [...new Set(seed.transferKeys)]
    .map((key) => graph.indexOf(key) ?? fail(`Transfer ${key} is not loaded or moves nothing`))
    .sort((a, b) => a - b);
  const assets = new Set(transfers.map((index) => graph.potAsset[graph.to[index] ?? 0]));
  const [asset] = assets;
  if (asset === undefined) return fail('A seed needs a transfer');
  if (assets.size > 1) return fail('The transfers of a seed are of one asset');
  // In a union, one seed's payer may be another's payee: value goes on from there.
  const receivers = new Set(transfers.map((index) => graph.potAccount[graph.to[index] ?? 0]));
  const payers = new Set(
    seed.payers.flatMap((payer) => {
      const number = graph.accountOf(payer);
      return number === undefined || receivers.has(number) ? [] : [number];
    }),
  );
  const amountBase = transfers.reduce((sum, index) => sum + amountAt(graph.amount, index), 0n);
  const returnsIn =
    seed.returnsIn === undefined ? {} : { returnsIn: graph.assets.indexOf(seed.returnsIn) };
  return { seed, transfers, payers, asset, amountBase, ...returnsIn };
}

/** Why the trail ends in a pot, whatever was loaded; undefined where it may go on. */
export function stopOf(
  world: TraceWorld,
  seed: ResolvedSeed,
  pot: number,
): EndpointKind | undefined {
  const account = world.graph.potAccount[pot] ?? 0;
  const stop = world.stops.get(account);
  if (stop === 'sanctioned' || !seed.payers.has(account)) return stop;
  const isReturned = (seed.returnsIn ?? world.graph.potAsset[pot]) === world.graph.potAsset[pot];
  return isReturned ? 'returned' : stop;
}

/**
 * Why a transfer's value ends with its receiver, by what the transfer is: a fee is its collector's,
 * and what was burnt rests where it was sent.
 */
export function endOfTransfer(
  world: TraceWorld,
  seed: ResolvedSeed,
  index: number,
): EndpointKind | undefined {
  const kind = world.graph.transfers[index]?.kind;
  if (kind === 'fee') return 'fee';
  return (
    stopOf(world, seed, world.graph.to[index] ?? 0) ?? (kind === 'burn' ? 'unspent' : undefined)
  );
}

/** As what value ends that rests in a pot at the horizon. */
export function restKindOf(
  { request, graph }: TraceWorld,
  pot: number,
): Extract<EndpointKind, 'horizon' | 'unspent'> {
  const { cut, uncut } = request.horizon;
  const asset = graph.assets[graph.potAsset[pot] ?? 0];
  const isCut = cut && !(asset && uncut?.has(chainOf(asset)));
  return isCut ? 'horizon' : 'unspent';
}

export function isBeyondHorizon(
  world: Pick<TraceWorld, 'graph' | 'lastHeight'>,
  index: number,
): boolean {
  const asset = world.graph.potAsset[world.graph.to[index] ?? 0] ?? 0;
  return (world.graph.height[index] ?? 0) > (world.lastHeight[asset] ?? 0);
}

/** A transaction is loaded with all that it spends. */
const wholeSpend = {
  state: 'loaded',
  fromHeight: 0,
  opening: { kind: 'complete-history' },
} as const;

/**
 * The clean balance of a pot right before a transfer. With an unknown opening it starts there, at
 * nothing: what was read before does not count, so that the result does not depend on it.
 */
export function balanceBefore(world: TraceWorld, pot: number, index: number): bigint {
  const known = world.openings.get(pot);
  if (known?.index === index) return known.balanceBase;
  const balanceBase = sumBefore(world, pot, index);
  world.openings.set(pot, { index, balanceBase });
  return balanceBase;
}

function sumBefore(world: TraceWorld, pot: number, index: number): bigint {
  const { pots, graph } = world;
  const isSpend = graph.coinPotOf(pot)?.kind === 'spend';
  const loaded = isSpend ? wholeSpend : world.loaded.get(pot);
  if (loaded?.state !== 'loaded' || loaded.opening.kind === 'unknown') return 0n;
  let balance = loaded.opening.kind === 'anchored' ? loaded.opening.amountBase : 0n;
  const end = pots.start[pot + 1] ?? 0;
  for (let at = pots.start[pot] ?? 0; at < end; at += 1) {
    const transfer = pots.order[at] ?? 0;
    if (transfer >= index) break;
    if ((graph.height[transfer] ?? 0) < loaded.fromHeight) continue;
    balance += changeOf(world, pot, transfer);
    if (balance < 0n) balance = 0n;
  }
  return balance;
}

/** What a transfer does to the balance of one of its pots, apart from conversions' legs. */
function changeOf({ graph, conversions }: TraceWorld, pot: number, transfer: number): bigint {
  const amountBase = amountAt(graph.amount, transfer);
  if (graph.to[transfer] === pot) return conversions.sources.has(transfer) ? 0n : amountBase;
  return conversions.legs.has(transfer) ? 0n : -amountBase;
}
