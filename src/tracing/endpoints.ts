import type { AccountId, AssetId } from '../domain/caip.ts';
import {
  type AttributionMethod,
  type Bounds,
  type Endpoint,
  type EndpointKind,
  endpointCoinsMax,
  type MixSeen,
} from '../domain/flow.ts';
import type { Admission } from './admission.ts';
import type { TracedSum } from './attribution/segment.ts';
import { BoundsOfTrace } from './bounds.ts';
import type { Propagation } from './propagate.ts';
import type { EndNode } from './time-expanded.ts';
import type { ResolvedSeed, TraceWorld } from './trace-world.ts';

const boundedOthersDefault = 10;

/** An endpoint with the numbers of its pots: one on account ledgers, else the account's coins. */
interface Found extends Endpoint {
  readonly pots: ReadonlySet<number>;
}

/** The ends of a trace by all its methods, with bounds where they are wanted. */
export function endpointsOf(
  world: TraceWorld,
  seed: ResolvedSeed,
  admission: Admission,
  propagations: readonly Propagation[],
): { readonly endpoints: readonly Endpoint[]; readonly listedBounds: Bounds } {
  const found = findEndpoints(world, admission, propagations);
  const isListed = (end: { readonly kind: EndNode['kind'] }): boolean => end.kind === 'sanctioned';
  const others = found
    .filter((endpoint) => !isListed(endpoint))
    .sort((a, b) => compareAmounts(b.seedUnits, a.seedUnits));
  const bounded = new Set<Found>([
    ...found.filter(isListed),
    ...others.slice(0, world.request.boundedOthersMax ?? boundedOthersDefault),
  ]);
  if (bounded.size === 0) {
    const endpoints = found.map(({ pots: _pots, ...endpoint }) => endpoint);
    return { endpoints, listedBounds: noBounds };
  }
  const bounds = new BoundsOfTrace(world, seed, admission);
  const endpoints = found.map(({ pots, ...endpoint }, place) => {
    const isBounded = bounded.has(found[place] as Found); // CAST: `place` is an index of `found`.
    if (!isBounded) return endpoint;
    return {
      ...endpoint,
      bounds: bounds.of((end) => end.kind === endpoint.kind && pots.has(end.pot)),
    };
  });
  return { endpoints, listedBounds: found.some(isListed) ? bounds.of(isListed) : noBounds };
}

const noBounds: Bounds = { lowerBase: 0n, upperBase: 0n, method: 'max-flow' };

/** In the order of kind, account, asset. */
function findEndpoints(
  world: TraceWorld,
  admission: Admission,
  propagations: readonly Propagation[],
): Found[] {
  const { potAccount, potAsset } = world.graph;
  const groups = new Map<string, { kind: EndpointKind; pots: Set<number> }>();
  for (const { ends } of propagations) {
    for (const [kind, pot] of ends.entries()) {
      const key = `${kind}:${potAccount[pot]}:${potAsset[pot]}`;
      const group = groups.get(key) ?? { kind, pots: new Set() };
      group.pots.add(pot);
      groups.set(key, group);
    }
  }
  return inOrderOfEnds(
    [...groups.values()].map(({ kind, pots }) =>
      endpointAt(world, admission, propagations, kind, pots),
    ),
  );
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

function compareAmounts(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
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
  pots: ReadonlySet<number>,
): Found {
  const { graph, request } = world;
  const [first = 0] = pots;
  // CAST: pots, accounts and assets are numbered by the subgraph's own tables.
  const account = graph.accounts[graph.potAccount[first] ?? 0] as AccountId;
  const asset = graph.assets[graph.potAsset[first] ?? 0] as AssetId;
  const byMethod: Partial<Record<AttributionMethod, bigint>> = {};
  let [amountBase, seedUnits] = [0n, 0n];
  for (const { method, ends } of propagations) {
    const sum = sumOf([...pots].map((pot) => ends.get(kind, pot)));
    if (request.methods.includes(method)) byMethod[method] = sum.tracedBase;
    if (method === request.method) [amountBase, seedUnits] = [sum.tracedBase, sum.seedUnits];
  }
  const hops = Math.min(...[...pots].map((pot) => hopsTo(admission, kind, pot)));
  const matches = request.listed.get(account) ?? [];
  const figures = { kind, account, asset, amountBase, seedUnits, byMethod, hops, matches, pots };
  return { ...figures, ...coinsOf(world, pots) };
}

function sumOf(sums: readonly TracedSum[]): TracedSum {
  let [tracedBase, seedUnits] = [0n, 0n];
  for (const sum of sums) {
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
  pots: ReadonlySet<number>,
): Pick<Endpoint, 'coins' | 'coinCount' | 'anonymitySet' | 'mixes'> {
  const coins = [...pots]
    .sort((a, b) => a - b)
    .flatMap((pot) => {
      const coinPot = graph.coinPotOf(pot);
      return coinPot?.kind === 'coin' ? [coinPot.key] : [];
    });
  if (coins.length === 0) return {};
  const mixed = [...pots].flatMap((pot) => {
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
