import type { AccountId, AssetId } from '../domain/caip.ts';
import {
  type AttributionMethod,
  type Bounds,
  type Endpoint,
  type EndpointKind,
  endpointCoinsMax,
  type MixSeen,
} from '../domain/flow.ts';
import type { ListingMatch } from '../domain/listing.ts';
import type { Admission } from './admission.ts';
import type { TracedSum } from './attribution/segment.ts';
import { BoundsOfTrace } from './bounds.ts';
import type { EndSums } from './end-sums.ts';
import { grouped } from './grouped.ts';
import type { Propagation } from './propagate.ts';
import type { EndNode, EndQuery } from './time-expanded.ts';
import type { TraceWindow } from './trace-window.ts';
import type { ResolvedSeed, TraceWorld } from './trace-world.ts';

const boundedOthersDefault = 10;

/** Endpoints with the numbers of their pots: one on account ledgers, else the account's coins. */
type Found = ReadonlyMap<Endpoint, readonly number[]>;

/** The ends of a trace by all its methods, with bounds where they are wanted. */
export function endpointsOf(
  world: TraceWorld,
  seed: ResolvedSeed,
  admission: Admission,
  pots: TraceWindow,
  propagations: readonly Propagation[],
): { readonly endpoints: readonly Endpoint[]; readonly listedBounds: Bounds } {
  const potsOf = findEndpoints(world, admission, propagations);
  const found = inOrderOfEnds([...potsOf.keys()]);
  const othersMax = world.request.boundedOthersMax ?? boundedOthersDefault;
  const listed = found.filter(isListed);
  const others = found.filter((end) => !isListed(end));
  const potsIn = (end: Endpoint): readonly number[] => potsOf.get(end) ?? [];
  const bounded = new Set<Endpoint>([...listed, ...largest(others, othersMax)]);
  if (bounded.size === 0) return { endpoints: found, listedBounds: noBounds };
  const asked = grouped(bounded, ({ kind }) => kind);
  const isAsked = anyOf([...asked].map(([kind, ends]) => endsIn(kind, ends.flatMap(potsIn))));
  const bounds = new BoundsOfTrace(world, seed, admission, pots, isAsked);
  const endpoints = found.map((end) =>
    bounded.has(end) ? { ...end, bounds: bounds.of(endsIn(end.kind, potsIn(end))) } : end,
  );
  return { endpoints, listedBounds: listed.length > 0 ? bounds.of(isListed) : noBounds };
}

const isListed = ({ kind }: Pick<EndNode, 'kind'>): boolean => kind === 'sanctioned';

function endsIn(kind: EndpointKind, pots: readonly number[]): EndQuery {
  const asked = new Set(pots);
  return (end) => end.kind === kind && asked.has(end.pot);
}

function anyOf(queries: readonly EndQuery[]): EndQuery {
  return (end) => queries.some((query) => query(end));
}

/** The ends that most of the seed came to, the first ones of equal ones. */
function largest(ends: readonly Endpoint[], count: number): Endpoint[] {
  const kept: Endpoint[] = [];
  for (const end of ends) {
    let place = kept.length;
    while (place > 0 && (kept[place - 1]?.seedUnits ?? 0n) < end.seedUnits) place -= 1;
    if (place >= count) continue;
    kept.splice(place, 0, end);
    if (kept.length > count) kept.pop();
  }
  return kept;
}

const noBounds: Bounds = { lowerBase: 0n, upperBase: 0n, method: 'max-flow' };

function findEndpoints(
  world: TraceWorld,
  admission: Admission,
  propagations: readonly Propagation[],
): Found {
  const { graph } = world;
  const { potAccount, potAsset, assets } = graph;
  const found = new Map<Endpoint, readonly number[]>();
  for (const [kind, ended] of potsByKind(propagations)) {
    const take = (pots: readonly number[]): void => {
      found.set(endpointAt(world, admission, propagations, kind, pots), pots);
    };
    const coins: number[] = [];
    for (const pot of ended) {
      if (graph.coinPotOf(pot)) coins.push(pot);
      else take([pot]);
    }
    const holdings = grouped(
      coins,
      (pot) => (potAccount[pot] ?? 0) * assets.length + (potAsset[pot] ?? 0),
    );
    holdings.forEach(take);
  }
  return found;
}

function potsByKind(propagations: readonly Propagation[]): Map<EndpointKind, Set<number>> {
  const byKind = new Map<EndpointKind, Set<number>>();
  for (const { ends } of propagations) {
    ends.each((kind, pot) => {
      const pots = byKind.get(kind);
      if (pots) pots.add(pot);
      else byKind.set(kind, new Set([pot]));
    });
  }
  return byKind;
}

/** By kind, account and asset. */
export function inOrderOfEnds<End extends Pick<Endpoint, 'kind' | 'account' | 'asset'>>(
  ends: readonly End[],
): End[] {
  return [...ends].sort(
    (a, b) =>
      compareText(a.kind, b.kind) ||
      compareText(a.account, b.account) ||
      compareText(a.asset, b.asset),
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function endpointAt(
  world: TraceWorld,
  admission: Admission,
  propagations: readonly Propagation[],
  kind: EndpointKind,
  pots: readonly number[],
): Endpoint {
  const { graph, request } = world;
  const [first = 0] = pots;
  // CAST: pots, accounts and assets are numbered by the subgraph's own tables.
  const account = graph.accounts[graph.potAccount[first] ?? 0] as AccountId;
  const asset = graph.assets[graph.potAsset[first] ?? 0] as AssetId;
  const byMethod: Partial<Record<AttributionMethod, bigint>> = {};
  let [amountBase, seedUnits] = [0n, 0n];
  for (const { method, ends } of propagations) {
    const sum = sumOf(ends, kind, pots);
    if (request.methods.includes(method)) byMethod[method] = sum.tracedBase;
    if (method === request.method) [amountBase, seedUnits] = [sum.tracedBase, sum.seedUnits];
  }
  let hops = Number.POSITIVE_INFINITY;
  for (const pot of pots) hops = Math.min(hops, hopsTo(admission, kind, pot));
  const matches = request.listed.get(account) ?? noMatches;
  const figures = { kind, account, asset, amountBase, seedUnits, byMethod, hops, matches };
  const coins = coinsOf(world, pots);
  // Copying thousands of them takes longer than all the rest.
  return coins ? { ...figures, ...coins } : figures;
}

const noMatches: readonly ListingMatch[] = [];

function sumOf(ends: EndSums, kind: EndpointKind, pots: readonly number[]): TracedSum {
  const [first = 0] = pots;
  if (pots.length === 1) return ends.get(kind, first);
  let [tracedBase, seedUnits] = [0n, 0n];
  for (const pot of pots) {
    const sum = ends.get(kind, pot);
    tracedBase += sum.tracedBase;
    seedUnits += sum.seedUnits;
  }
  return { tracedBase, seedUnits };
}

function hopsTo({ spread, walked }: Admission, kind: EndpointKind, pot: number): number {
  const { gains, spent } = spread;
  const isSpent = kind === 'fee' || !gains.has(pot) || (kind === 'unspent' && !walked.has(pot));
  return (isSpent ? spent : gains).get(pot)?.hops ?? 0;
}

/** Which coins an end on a UTXO chain is made of, and how large the smallest crowd around one is. */
function coinsOf(
  { graph, loaded }: TraceWorld,
  pots: readonly number[],
): Pick<Endpoint, 'coins' | 'coinCount' | 'anonymitySet' | 'mixes'> | undefined {
  const [first = 0] = pots;
  if (pots.length === 1 && !graph.coinPotOf(first)) return undefined;
  const coins = [...pots]
    .sort((a, b) => a - b)
    .flatMap((pot) => {
      const coinPot = graph.coinPotOf(pot);
      return coinPot?.kind === 'coin' ? [coinPot.key] : [];
    });
  if (coins.length === 0) return undefined;
  const mixed = pots.flatMap((pot) => {
    const state = loaded.get(pot);
    return state?.state === 'mixed' ? [state] : [];
  });
  const crowds = mixed.flatMap(({ anonymitySet }) => anonymitySet ?? []);
  return {
    coins: coins.slice(0, endpointCoinsMax),
    coinCount: coins.length,
    ...(crowds.length > 0 ? { anonymitySet: Math.min(...crowds) } : {}),
    ...(mixed.length > 0 ? { mixes: distinctMixes(mixed.map(({ mix }) => mix)) } : {}),
  };
}

/** Each once, by rule. */
function distinctMixes(mixes: readonly MixSeen[]): MixSeen[] {
  const byRule = new Map(mixes.map((mix) => [mix.rule, mix]));
  return [...byRule.values()].sort((a, b) => (a.rule < b.rule ? -1 : 1));
}
