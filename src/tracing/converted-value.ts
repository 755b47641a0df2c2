import { type Transfer, transferKey } from '../domain/transfer.ts';
import type { Propagation } from './propagate.ts';
import type { ConvertedValue } from './trace-result.ts';
import type { TraceWorld } from './trace-world.ts';

/** What each conversion took of a seed by a method, with the widest one beside it. */
export function convertedBy(
  { graph }: TraceWorld,
  { conversions }: Propagation,
  poison: Propagation,
): readonly ConvertedValue[] {
  return [...poison.conversions]
    .filter(([, widest]) => widest.taken.tracedBase > 0n)
    .sort(([a], [b]) => (a.sources[0] ?? 0) - (b.sources[0] ?? 0))
    .map(([plan, widest]) => {
      const sources = plan.sources.flatMap((index) => graph.transfers[index] ?? []);
      // CAST: a planned conversion has a source.
      const { to: account, asset } = sources[0] as Transfer;
      const run = conversions.get(plan);
      return {
        sourceKeys: sources.map(transferKey),
        to: { account, asset },
        tracedBase: run?.taken.tracedBase ?? 0n,
        seedUnits: run?.taken.seedUnits ?? 0n,
        pendingBase: run?.pending.tracedBase ?? 0n,
        pendingUnits: run?.pending.seedUnits ?? 0n,
        pendingWidestBase: widest.pending.tracedBase,
      };
    });
}
