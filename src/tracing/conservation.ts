import type { AssetId } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { EndpointKind } from '../domain/flow.ts';
import type { Propagation } from './propagate.ts';
import type { ConservationFigures } from './trace-result.ts';
import type { ResolvedSeed, TraceWorld } from './trace-world.ts';

type Side = 'heldBase' | 'endedBase' | 'feesBase' | 'cutBase';

const sideOf: Readonly<Record<EndpointKind, Side>> = {
  unspent: 'heldBase',
  origin: 'heldBase',
  horizon: 'heldBase',
  sanctioned: 'endedBase',
  service: 'endedBase',
  mixer: 'endedBase',
  'bridge-unresolved': 'endedBase',
  contract: 'endedBase',
  returned: 'endedBase',
  fee: 'feesBase',
  'below-minimum': 'cutBase',
  'max-hops': 'cutBase',
  budget: 'cutBase',
  rounding: 'cutBase',
  'not-covered': 'cutBase',
};

/**
 * The figures of one propagation, by asset. Throws `tracing.conservation` unless, for every asset,
 * seeded + converted in = held + ended + fees + cut + converted out, and the seed units of all
 * ends sum to the seed. Poison grows by definition: only its seed units are checked.
 */
export function conservationOf(
  world: TraceWorld,
  seed: ResolvedSeed,
  propagation: Propagation,
): readonly ConservationFigures[] {
  const { graph } = world;
  const sums = new Map<number, Record<Side, bigint>>();
  const sumsOf = (asset: number): Record<Side, bigint> => {
    const known = sums.get(asset);
    if (known) return known;
    const none = { heldBase: 0n, endedBase: 0n, feesBase: 0n, cutBase: 0n };
    sums.set(asset, none);
    return none;
  };
  let units = 0n;
  sumsOf(seed.asset);
  for (const asset of [...propagation.convertedIn.keys(), ...propagation.convertedOut.keys()]) {
    sumsOf(asset);
  }
  propagation.ends.each((kind, pot, { tracedBase, seedUnits }) => {
    sumsOf(graph.potAsset[pot] ?? 0)[sideOf[kind]] += tracedBase;
    units += seedUnits;
  });
  if (units !== propagation.seeded.seedUnits) {
    throw broken(seed, propagation, 'seed units', propagation.seeded.seedUnits, units);
  }
  return [...sums].map(([asset, sides]) => {
    const figures = {
      // CAST: every asset number comes from the subgraph's own table.
      asset: graph.assets[asset] as AssetId,
      seededBase: asset === seed.asset ? propagation.seeded.tracedBase : 0n,
      convertedInBase: propagation.convertedIn.get(asset) ?? 0n,
      ...sides,
      convertedOutBase: propagation.convertedOut.get(asset) ?? 0n,
    };
    if (propagation.method !== 'poison') check(seed, propagation, figures);
    return figures;
  });
}

function check(seed: ResolvedSeed, propagation: Propagation, figures: ConservationFigures): void {
  const came = figures.seededBase + figures.convertedInBase;
  const went =
    figures.heldBase +
    figures.endedBase +
    figures.feesBase +
    figures.cutBase +
    figures.convertedOutBase;
  if (came !== went) throw broken(seed, propagation, figures.asset, came, went);
}

function broken(
  { seed }: ResolvedSeed,
  { method }: Propagation,
  what: string,
  came: bigint,
  went: bigint,
): WagetraceError {
  return new WagetraceError('tracing.conservation', 'A trace lost or made value', {
    details: { seed: seed.id, method, what, came: came.toString(), went: went.toString() },
  });
}
