import type { AccountId } from '../../domain/caip.ts';
import { type Completeness, completenessOf } from '../../domain/completeness.ts';
import type { TraceLimits } from '../../domain/flow.ts';
import type { CategoryExposure, ExposureOutcome } from '../../tracing/exposure.ts';
import type { ExposureDirection } from '../inquiries/inquiry.ts';
import type { TrailFacts } from '../inquiries/trail-facts.ts';

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
  direction: ExposureDirection,
  outcome: Extract<ExposureOutcome, { state: 'exposed' }>,
  facts: TrailFacts,
  limits: TraceLimits,
): DirectionAnswer {
  const { totalBase, trace } = outcome;
  // Backwards, what rests in a wallet was there before anything that was read of it.
  const named = (kind: string) =>
    direction === 'backward' && kind === 'unspent' ? 'origin' : kind;
  const categories = outcome.categories.map((one) => ({ ...one, category: named(one.category) }));
  const ends = (trace?.endpoints ?? [])
    .filter((end) => end.seedUnits > 0n)
    .sort((a, b) => (a.seedUnits === b.seedUnits ? 0 : a.seedUnits < b.seedUnits ? 1 : -1))
    .slice(0, endsShownMax)
    .map(({ account, kind, seedUnits, hops, matches }) => ({
      ...{ account, kind: named(kind), amountBase: seedUnits, hops: hops + 1 },
      parties: [...new Set(matches.map(({ listing }) => listing.party))],
    }));
  const reasons = [...facts.reasons, ...(trace?.reasons ?? [])];
  const distinct = new Map(reasons.map((one) => [`${one.code} ${one.message}`, one]));
  return {
    shown: {
      ...{ direction, totalBase, categories, ends, limits },
      completeness: completenessOf([...distinct.values()]),
    },
    transferKeys: trace?.transferKeys ?? [],
    accounts: trace?.accounts ?? [],
  };
}
