import type { AccountId } from '../../domain/caip.ts';
import { type Completeness, completenessOf } from '../../domain/completeness.ts';
import type { TraceLimits } from '../../domain/flow.ts';
import {
  type CategoryExposure,
  type ExposureOutcome,
  hopsFromWallet,
} from '../../tracing/exposure.ts';
import type { ExposureDirection } from '../inquiries/inquiry.ts';
import type { TrailFacts } from '../inquiries/trail-facts.ts';
import type { DirectionTrail } from './direction-trail.ts';
import { holderOfEnd } from './own-history.ts';

/** Accounts that are named of all ends, the greatest first. */
const endsShownMax = 50;

/** What one direction shows. Without `totalBase` the wallet's own history is not known. */
interface ShownDirection {
  readonly direction: ExposureDirection;
  readonly totalBase: bigint;
  readonly categories: readonly CategoryExposure[];
  /** Where most of it ended or began, and which listing is met there. */
  readonly ends: readonly {
    readonly account: AccountId;
    readonly kind: string;
    readonly amountBase: bigint;
    /** Transfers between the wallet and it, at least. */
    readonly hops: number;
    readonly parties: readonly string[];
  }[];
  readonly limits: TraceLimits;
  readonly completeness: Completeness;
}

export interface DirectionAnswer {
  readonly shown: ShownDirection;
  /** Used by it, in order. */
  readonly transferKeys: readonly string[];
  readonly accounts: readonly AccountId[];
}

/** Puts what the engine found into what is shown and what it was found with. */
export function readExposure(
  { direction, conversions }: DirectionTrail,
  outcome: Extract<ExposureOutcome, { state: 'exposed' }>,
  facts: TrailFacts,
  limits: TraceLimits,
  wallet: AccountId,
): DirectionAnswer {
  const { totalBase, trace } = outcome;
  const ends = (trace?.endpoints ?? [])
    .filter((end) => end.seedUnits > 0n)
    .sort((a, b) => (a.seedUnits === b.seedUnits ? 0 : a.seedUnits < b.seedUnits ? 1 : -1))
    .slice(0, endsShownMax)
    .map((end) => ({
      ...{ account: holderOfEnd(end.account, wallet), kind: end.kind, amountBase: end.seedUnits },
      hops: hopsFromWallet(end),
      parties: [...new Set(end.matches.map(({ listing }) => listing.party))],
    }));
  const reasons = [...facts.reasons, ...conversions.reasons, ...(trace?.reasons ?? [])];
  const distinct = new Map(reasons.map((one) => [`${one.code} ${one.message}`, one]));
  return {
    shown: {
      ...{ direction, totalBase, categories: outcome.categories, ends, limits },
      completeness: completenessOf([...distinct.values()]),
    },
    transferKeys: trace?.transferKeys ?? [],
    accounts: trace?.accounts ?? [],
  };
}
