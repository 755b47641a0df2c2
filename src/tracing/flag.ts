import type { FlowFlag } from '../domain/flow.ts';
import type { SeedTrace } from './trace-result.ts';

/** A flow is flagged from this share of the seed on. */
const flagShareDivisor = 100n;

/**
 * The flag of a flow: when all listed accounts together can have received at least the larger of
 * the minimum and 1 percent of the seed, it is `certain` if they received something whatever the
 * method, `attributed` if the chosen method says so, else `possible`.
 */
export function flagOf(
  trace: Pick<SeedTrace, 'seedBase' | 'listedBounds' | 'endpoints'>,
  minimumBase: bigint,
): FlowFlag | undefined {
  const { lowerBase, upperBase } = trace.listedBounds;
  // Rounded up: a share below 1 percent is not 1 percent.
  const shareBase = (trace.seedBase + flagShareDivisor - 1n) / flagShareDivisor;
  const thresholdBase = minimumBase > shareBase ? minimumBase : shareBase;
  if (upperBase === 0n || upperBase < thresholdBase) return undefined;
  if (lowerBase > 0n) return 'certain';
  const isAttributed = trace.endpoints.some(
    (end) => end.kind === 'sanctioned' && end.seedUnits > 0n,
  );
  return isAttributed ? 'attributed' : 'possible';
}
