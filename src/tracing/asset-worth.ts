import type { ResolvedSeed, TraceWorld } from './trace-world.ts';

/** Compares amounts of any asset with one in the seed's asset, by what conversions gave for it. */
export interface AssetWorth {
  /** True also for an asset whose worth no conversion tells: a cut needs a reason. */
  atLeast(asset: number, amountBase: bigint, minimumBase: bigint): boolean;
  /** An amount in the seed's asset, rounded up; undefined where no conversion tells it. */
  atBest(asset: number, amountBase: bigint): bigint | undefined;
}

interface Rate {
  /** Seed's asset for `assetBase` of this one. */
  readonly seedBase: bigint;
  readonly assetBase: bigint;
}

/** The best rate at which any conversion reaches each asset, so that nothing is cut too early. */
export function worthOfAssets(world: TraceWorld, seed: ResolvedSeed): AssetWorth {
  const { graph } = world;
  const assetOf = (index: number | undefined): number =>
    graph.potAsset[graph.to[index ?? 0] ?? 0] ?? 0;
  const rates = new Map<number, Rate>([[seed.asset, { seedBase: 1n, assetBase: 1n }]]);
  const bySource = [...world.conversions.all].sort(
    (a, b) => (a.sources[0] ?? 0) - (b.sources[0] ?? 0),
  );
  for (const { sources, legs } of bySource) {
    const source = rates.get(assetOf(sources[0]));
    if (!source) continue;
    for (const leg of legs) {
      const asset = assetOf(leg.transfers[0]);
      if (asset === seed.asset) continue;
      const rate = {
        seedBase: source.seedBase * leg.shareBase,
        assetBase: source.assetBase * leg.outBase,
      };
      const known = rates.get(asset);
      if (!known || rate.seedBase * known.assetBase > known.seedBase * rate.assetBase) {
        rates.set(asset, rate);
      }
    }
  }
  return {
    atLeast(asset, amountBase, minimumBase) {
      const rate = rates.get(asset);
      return !rate || amountBase * rate.seedBase >= minimumBase * rate.assetBase;
    },
    atBest(asset, amountBase) {
      const rate = rates.get(asset);
      if (!rate || asset === seed.asset) return rate && amountBase;
      return (amountBase * rate.seedBase + rate.assetBase - 1n) / rate.assetBase;
    },
  };
}
