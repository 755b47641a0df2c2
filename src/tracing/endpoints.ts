import type { AccountId, AssetId } from '../domain/caip.ts';
import type { AttributionMethod, Bounds, Endpoint, EndpointKind } from '../domain/flow.ts';
import type { Admission } from './admission.ts';
import { BoundsOfTrace } from './bounds.ts';
import type { Propagation } from './propagate.ts';
import type { EndNode } from './time-expanded.ts';
import type { ResolvedSeed, TraceWorld } from './trace-world.ts';

const boundedOthersDefault = 10;

/** An endpoint with the number of its pot. */
interface Found extends Endpoint {
  readonly pot: number;
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
  if (bounded.size === 0) return { endpoints: [], listedBounds: noBounds };
  const bounds = new BoundsOfTrace(world, seed, admission);
  const endpoints = found.map(({ pot, ...endpoint }, place) => {
    const isBounded = bounded.has(found[place] as Found); // CAST: `place` is an index of `found`.
    if (!isBounded) return endpoint;
    return {
      ...endpoint,
      bounds: bounds.of((end) => end.kind === endpoint.kind && end.pot === pot),
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
  const pots = new Map<string, { kind: EndpointKind; pot: number }>();
  for (const { ends } of propagations) {
    for (const [kind, pot] of ends.entries()) pots.set(`${kind}:${pot}`, { kind, pot });
  }
  const { methods } = world.request;
  return [...pots.values()]
    .map(({ kind, pot }) => endpointAt(world, admission, propagations, kind, pot, methods))
    .sort(
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
  pot: number,
  methods: readonly AttributionMethod[],
): Found {
  const { graph, request } = world;
  // CAST: pots, accounts and assets are numbered by the subgraph's own tables.
  const account = graph.accounts[graph.potAccount[pot] ?? 0] as AccountId;
  const asset = graph.assets[graph.potAsset[pot] ?? 0] as AssetId;
  const byMethod: Partial<Record<AttributionMethod, bigint>> = {};
  let [amountBase, seedUnits] = [0n, 0n];
  for (const { method, ends } of propagations) {
    const sum = ends.get(kind, pot);
    if (methods.includes(method)) byMethod[method] = sum.tracedBase;
    if (method === request.method) [amountBase, seedUnits] = [sum.tracedBase, sum.seedUnits];
  }
  const { gains, spent } = admission.spread;
  const isSpent =
    kind === 'fee' || !gains.has(pot) || (kind === 'unspent' && !admission.walked.has(pot));
  const hops = (isSpent ? spent : gains).get(pot)?.hops ?? 0;
  const matches = request.listed.get(account) ?? [];
  return { kind, account, asset, amountBase, seedUnits, byMethod, hops, matches, pot };
}
