import type { AccountId, AssetId } from '../domain/caip.ts';
import type { Hop, Path } from '../domain/flow.ts';
import { transferKey } from '../domain/transfer.ts';
import type { Admission } from './admission.ts';
import { amountAt } from './amount-column.ts';
import { worthOfAssets } from './asset-worth.ts';
import type { PlannedConversion } from './conversion-plan.ts';
import { lesser } from './lesser.ts';
import { type PathLabels, PathNetwork, wayTo } from './path-labels.ts';
import type { Propagation } from './propagate.ts';
import { noPot } from './subgraph.ts';
import type { TraceWindow } from './trace-window.ts';
import type { ResolvedSeed, TraceWorld } from './trace-world.ts';

const greatestPathsDefault = 5;

/**
 * Evidence: to each listed account the earliest way and the widest (whose least transfer is
 * greatest); and the greatest ways by what the method says was carried, by a greedy rule: take
 * the way whose least carried seed units are greatest (of a way that ends where others went on, no
 * more than rest there), subtract them from each of its transfers, and repeat. Without a listed account, the earliest and the widest to the pot that received most.
 */
export function pathsOf(
  world: TraceWorld,
  seed: ResolvedSeed,
  admission: Admission,
  pots: TraceWindow,
  propagation: Propagation,
): readonly Path[] {
  const { graph } = world;
  const { window } = admission.spread;
  const worth = worthOfAssets(world, seed);
  const network = new PathNetwork(world, seed, admission, pots);
  const atBest = Array.from(window, (index) => {
    const asset = graph.potAsset[graph.to[index] ?? 0] ?? 0;
    return worth.atBest(asset, amountAt(graph.amount, index)) ?? seed.amountBase;
  });
  const labels = network.label(atBest);
  const pathTo = (rule: Path['rule'], places: readonly number[]): Path =>
    describe(world, window, rule, places);
  const paths: Path[] = [];
  for (const ends of potsByAccount(world, evidencePots(admission, propagation))) {
    const [first, widest] = arrivalsAt(world, window, labels, ends);
    if (first !== undefined) paths.push(pathTo('earliest', wayTo(labels.earliestPrevious, first)));
    if (widest !== undefined) paths.push(pathTo('widest', wayTo(labels.widestPrevious, widest)));
  }
  for (const way of greatestWays(world, network, admission, propagation)) {
    paths.push(pathTo('greatest', way));
  }
  return paths;
}

/** Pots of listed accounts; without any, the end that received most. */
function evidencePots(admission: Admission, propagation: Propagation): number[] {
  const listed: number[] = [];
  admission.spread.gains.forEach((gain, pot) => {
    if (gain.end === 'sanctioned') listed.push(pot);
  });
  if (listed.length > 0) return listed;
  const most: { pot: number; units: bigint }[] = [];
  propagation.ends.each((kind, pot, { seedUnits }) => {
    if (kind !== 'fee' && seedUnits > (most[0]?.units ?? -1n)) most[0] = { pot, units: seedUnits };
  });
  return most.map(({ pot }) => pot);
}

/** Coins of one account and asset are reached as one. */
function potsByAccount({ graph }: TraceWorld, pots: readonly number[]): Iterable<Set<number>> {
  const byAccount = new Map<string, Set<number>>();
  for (const pot of pots) {
    const key = `${graph.potAccount[pot]} ${graph.potAsset[pot]}`;
    byAccount.set(key, (byAccount.get(key) ?? new Set()).add(pot));
  }
  return byAccount.values();
}

/** Places of the first and of the widest arrival at pots. */
function arrivalsAt(
  world: TraceWorld,
  window: Uint32Array,
  labels: PathLabels,
  pots: ReadonlySet<number>,
): [first: number | undefined, widest: number | undefined] {
  let first: number | undefined;
  let widest: number | undefined;
  for (let place = 0; place < window.length; place += 1) {
    const width = labels.width[place] ?? 0n;
    if (width === 0n || !pots.has(world.graph.to[window[place] ?? 0] ?? noPot)) continue;
    first ??= place;
    if (width > (labels.width[widest ?? -1] ?? 0n)) widest = place;
  }
  return [first, widest];
}

function greatestWays(
  world: TraceWorld,
  network: PathNetwork,
  admission: Admission,
  propagation: Propagation,
): number[][] {
  const left = propagation.carried.map(({ seedUnits }) => seedUnits);
  const ways: number[][] = [];
  const waysMax = world.request.pathsMax ?? greatestPathsDefault;
  const { window, ends } = admission.spread;
  const rests = new RestingUnits(world, admission, propagation);
  const endOf = Array.from(window, (index, place) =>
    ends[place] === undefined ? rests.behind(index) : 'whole',
  );
  while (ways.length < waysMax) {
    const labels = network.label(left);
    let best = -1;
    let width = 0n;
    for (let place = 0; place < window.length; place += 1) {
      const reached = rests.within(endOf[place], labels.width[place] ?? 0n);
      if (reached <= width) continue;
      best = place;
      width = reached;
    }
    if (best < 0) break;
    const way = wayTo(labels.widestPrevious, best);
    for (const place of way) left[place] = (left[place] ?? 0n) - width;
    rests.take(endOf[best], width);
    ways.push(way);
  }
  return ways;
}

/** Where a way may end: all of it, the part that rests in a pot or a conversion, or none. */
type WayEnd = 'whole' | number | PlannedConversion | undefined;

/** Seed units that rest behind transfers of which others went on, less what ways were given of them. */
class RestingUnits {
  readonly #world: TraceWorld;
  readonly #admission: Admission;
  readonly #propagation: Propagation;
  readonly #left = new Map<number | PlannedConversion, bigint>();

  constructor(world: TraceWorld, admission: Admission, propagation: Propagation) {
    this.#world = world;
    this.#admission = admission;
    this.#propagation = propagation;
  }

  behind(index: number): WayEnd {
    const { graph, conversions } = this.#world;
    const plan = conversions.sources.get(index);
    const pot = graph.to[index] ?? 0;
    if (!plan && !this.#admission.walked.has(pot)) return 'whole';
    const { conversions: runs, ends } = this.#propagation;
    const units = plan
      ? (runs.get(plan)?.pending.seedUnits ?? 0n)
      : ends.get('unspent', pot).seedUnits + ends.get('horizon', pot).seedUnits;
    if (units === 0n) return undefined;
    this.#left.set(plan ?? pot, units);
    return plan ?? pot;
  }

  /** What of a way's width ends there. */
  within(end: WayEnd, width: bigint): bigint {
    if (end === 'whole') return width;
    return end === undefined ? 0n : lesser(width, this.#left.get(end) ?? 0n);
  }

  take(end: WayEnd, width: bigint): void {
    if (end === undefined || end === 'whole') return;
    this.#left.set(end, (this.#left.get(end) ?? 0n) - width);
  }
}

function describe(
  world: TraceWorld,
  window: Uint32Array,
  rule: Path['rule'],
  places: readonly number[],
): Path {
  const hops: Hop[] = [];
  const amounts: { asset: AssetId; amountBase: bigint }[] = [];
  let spender: AccountId | undefined;
  for (const place of places) {
    const index = window[place] ?? 0;
    const transfer = world.graph.transfers[index];
    if (!transfer) continue;
    const { tx, height, time, from, to, asset, amountBase } = transfer;
    amounts.push({ asset, amountBase });
    // A spent coin and the output made of it are one hop, from who held the coin.
    if (world.graph.coinPotOf(world.graph.to[index] ?? noPot)?.kind === 'spend') {
      spender = from;
      continue;
    }
    const key = transferKey(transfer);
    hops.push({ tx, transferKey: key, height, time, from: spender ?? from, to, asset, amountBase });
    spender = undefined;
  }
  const last = hops.at(-1);
  const widthBase = amounts
    .filter(({ asset }) => asset === last?.asset)
    .reduce((least, { amountBase }) => lesser(least, amountBase), last?.amountBase ?? 0n);
  // CAST: a way has at least the seed's own transfer.
  return { rule, to: last?.to as AccountId, hops, widthBase };
}
