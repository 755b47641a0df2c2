import type { IncompleteReason } from '../domain/completeness.ts';
import type { Conversion } from '../domain/conversion.ts';
import type { AttributionMethod, TraceDirection, TraceLimits } from '../domain/flow.ts';
import type { ServiceVerdict } from '../domain/service-verdict.ts';
import type { WantedReading } from '../ports/readings.ts';
import type { SanctionsIndex } from '../ports/sanctions-index.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';
import type { SubgraphBuilder } from '../tracing/subgraph-builder.ts';
import type { LoadedPot, TraceHorizon, TraceSeed } from '../tracing/trace-request.ts';
import type { SeedTrace } from '../tracing/trace-result.ts';
import type { KeepHorizon } from './horizon.ts';
import type { AnswerBasis } from './inquiries/answer-basis.ts';
import type { LoadScope } from './load-pots.ts';

export interface WalkRequest {
  readonly seeds: readonly TraceSeed[];
  readonly seedTransfers: readonly PotTransfer[];
  /** Undefined: forward. */
  readonly direction?: TraceDirection | undefined;
  /** Backwards: transactions that made the seed's coins and end the way. */
  readonly walls?: readonly LoadedPot[];
  readonly method: AttributionMethod;
  readonly methods: readonly AttributionMethod[];
  readonly limits: TraceLimits | undefined;
  readonly pathsMax?: number | undefined;
  readonly scope: LoadScope;
  readonly index: SanctionsIndex;
  /** Given when verifying; else the stored ones are looked up. */
  readonly verdicts?: readonly ServiceVerdict[];
  /** Told of the ends of further chains before they are looked at. */
  readonly onHorizon?: KeepHorizon;
  /** Told of each wave that was loaded. */
  readonly onWave?: (wave: WaveProgress) => Promise<void>;
  /** Told of the conversions whenever more are known, before anybody waits for their other ends. */
  readonly onConversions?: (conversions: readonly Conversion[]) => Promise<void>;
}

export interface WaveProgress {
  readonly wave: number;
  readonly pots: number;
  readonly transfers: number;
}

/** `horizon` is that of the request, with the ends of the chains that the walk came to. */
export type WalkOutcome = { readonly horizon: TraceHorizon } & (
  | { readonly state: 'reading'; readonly wave: number; readonly wanted: readonly WantedReading[] }
  | {
      readonly state: 'traced';
      readonly traces: readonly SeedTrace[];
      readonly transfers: Pick<SubgraphBuilder, 'get' | 'size' | 'values'>;
      readonly verdicts: readonly ServiceVerdict[];
      readonly conversions: readonly Conversion[];
      readonly reasons: readonly IncompleteReason[];
      readonly basis: AnswerBasis;
    }
);
