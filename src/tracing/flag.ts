import type { FlowFlag } from '../domain/flow.ts';
import type { SeedTrace } from './trace-result.ts';

/** A flow is flagged from this share of the seed on. */
const flagShareDivisor = 100n;

/** Value on its way to listed recipients whom a bridge was told to pay, in seed units. */
export interface DeclaredSums {
  /** By the chosen method. */
  readonly units: bigint;
  readonly upperBase: bigint;
}

const noneDeclared: DeclaredSums = { units: 0n, upperBase: 0n };

/**
 * The flag of a flow: when all listed accounts together can have received, or are declared to
 * receive, at least the larger of the minimum and 1 percent of the seed, it is `certain` if they
 * received something whatever the method, `attributed` if the chosen method says so, else
 * `possible`. What is only declared has not arrived, so it is never certain.
 */
export function flagOf(
  trace: Pick<SeedTrace, 'seedBase' | 'listedBounds' | 'endpoints'>,
  minimumBase: bigint,
  declared: DeclaredSums = noneDeclared,
): FlowFlag | undefined {
  const { lowerBase } = trace.listedBounds;
  const upperBase = trace.listedBounds.upperBase + declared.upperBase;
  // Rounded up: a share below 1 percent is not 1 percent.
  const shareBase = (trace.seedBase + flagShareDivisor - 1n) / flagShareDivisor;
  const thresholdBase = minimumBase > shareBase ? minimumBase : shareBase;
  if (upperBase === 0n || upperBase < thresholdBase) return undefined;
  if (lowerBase > 0n) return 'certain';
  const isAttributed = trace.endpoints.some(
    (end) => end.kind === 'sanctioned' && end.seedUnits > 0n,
  );
  return isAttributed || declared.units > 0n ? 'attributed' : 'possible';
}
