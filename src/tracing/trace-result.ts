import type { AccountId, AssetId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { AttributionMethod, Bounds, Endpoint, Path } from '../domain/flow.ts';
import type { PotTransfer } from './coin-transfers.ts';
import type { PotId, PotRequest, TraceSeed } from './trace-request.ts';

/**
 * Either the next wave, all of it in canonical order (first gain, then account), or the answer.
 * `leaving` are the transfers, in order, by which traced value left walked pots so far: who asks
 * what they convert asks before the next wave is loaded, or it would walk through the venues.
 */
export type TraceOutcome = { readonly leaving: readonly PotTransfer[] } & (
  | { readonly state: 'missing'; readonly pots: readonly PotRequest[] }
  | { readonly state: 'traced'; readonly traces: readonly SeedTrace[] }
);

/** seeded + converted in = held + ended + fees + cut + converted out, for one asset. */
export interface ConservationFigures {
  readonly asset: AssetId;
  readonly seededBase: bigint;
  readonly convertedInBase: bigint;
  readonly heldBase: bigint;
  readonly endedBase: bigint;
  readonly feesBase: bigint;
  readonly cutBase: bigint;
  readonly convertedOutBase: bigint;
}

/** The least and the greatest amount over the computed methods. Never a bound. */
export interface Spread {
  readonly leastBase: bigint;
  readonly greatestBase: bigint;
}

/** What of a seed an account received on its way, by the chosen method; what came twice counts twice. */
export interface TouchedAccount {
  readonly account: AccountId;
  readonly seedUnits: bigint;
  /** Least number of hops from the seed's receivers. */
  readonly hops: number;
}

/** What of a seed one conversion took. Faces are base units of the source's asset. */
export interface ConvertedValue {
  /** Keys of the transfers that carry the source, in order. */
  readonly sourceKeys: readonly string[];
  /** Where the first of them arrives: what is pending ends there. */
  readonly to: PotId;
  /** By the chosen method. */
  readonly tracedBase: bigint;
  readonly seedUnits: bigint;
  /** The part of it that no leg took. */
  readonly pendingBase: bigint;
  readonly pendingUnits: bigint;
  /** What no leg took by the widest method: no method gives more. */
  readonly pendingWidestBase: bigint;
}

/** What became of one seed. */
export interface SeedTrace {
  readonly seed: TraceSeed;
  /** Base units of the seed's asset. */
  readonly seedBase: bigint;
  /**
   * Every end to which any computed method, poison included, brought value; in the order of kind,
   * account, asset. `matches` are those of the request; `usd` is the caller's to add.
   */
  readonly endpoints: readonly Endpoint[];
  /** Bounds of what all listed accounts together received, in seed units. Zero without any. */
  readonly listedBounds: Bounds;
  readonly paths: readonly Path[];
  /** By method (all but poison), then asset. Checked before the trace returns. */
  readonly conservation: Readonly<
    Partial<Record<AttributionMethod, readonly ConservationFigures[]>>
  >;
  /** Why the trace may not have seen everything; empty when it did. */
  readonly reasons: readonly IncompleteReason[];
  /** The pots that the trail was continued through, each with the block of its first gain. */
  readonly walked: readonly PotRequest[];
  /** Every account that the trail touched, ascending. */
  readonly accounts: readonly AccountId[];
  /** Every account that received value by the chosen method, ascending by account. */
  readonly touched: readonly TouchedAccount[];
  /** Conversions that took value by the widest method, in the order of their sources. */
  readonly conversions: readonly ConvertedValue[];
  /** Keys of all transfers of the walked pots from first gain to horizon, in order. */
  readonly transferKeys: readonly string[];
}

/** The spread of an endpoint over the methods that were computed. */
export function spreadOf(endpoint: Pick<Endpoint, 'byMethod'>): Spread {
  const amounts = Object.values(endpoint.byMethod);
  let [leastBase = 0n] = amounts;
  let greatestBase = leastBase;
  for (const amount of amounts) {
    if (amount < leastBase) leastBase = amount;
    if (amount > greatestBase) greatestBase = amount;
  }
  return { leastBase, greatestBase };
}
