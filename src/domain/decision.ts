import type { AccountId } from './caip.ts';
import type { ClusterFacts } from './cluster-listing.ts';
import type { Completeness } from './completeness.ts';
import type { ListingMatch, ListVersion } from './listing.ts';
import type { NameFacts } from './name-match.ts';

export type RiskLevel = 'severe' | 'high' | 'medium' | 'low' | 'none' | 'unknown';
export type Decision = 'allow' | 'review' | 'block';
export type ScreeningSource =
  | 'api'
  | 'batch'
  | 'list_update'
  | 'new_activity'
  | 'policy_change'
  | 'manual';

/** What was asked to be screened. */
export interface ScreeningSubject {
  /** Undefined when what was given is no address of any known encoding. */
  readonly account?: AccountId;
  /** The spelling that was given. */
  readonly given: string;
  readonly memo?: string;
  readonly name?: string;
}

/** Everything the policy may look at. Stored with the screening, so that it can be re-run. */
export interface ScreeningFacts {
  readonly subject: ScreeningSubject;
  readonly matches: readonly ListingMatch[];
  readonly lists: Completeness;
  readonly tracing: Completeness;
  readonly listVersions: readonly ListVersion[];
  /** Jurisdictions whose `block` listings are the floor. */
  readonly floorJurisdictions: readonly string[];
  /** The payout is not paid to a wallet (bank, payment service). */
  readonly withoutWallet?: boolean;
  /** What was found in the wallet's cluster; undefined while nothing joins it to another account. */
  readonly cluster?: ClusterFacts;
  /** What was found for a name; undefined when none was asked about. */
  readonly names?: NameFacts;
  /** Only a name was asked about: nothing is paid, so there is nothing to follow. */
  readonly nameOnly?: boolean;
}

/** What the policy made of the facts. */
export interface Verdict {
  readonly risk: RiskLevel;
  readonly decision: Decision;
  /** The rule that decided; `floor` for a listing that no policy lifts. */
  readonly rule: string;
  readonly policyRevision: string;
  readonly reasons: readonly string[];
}

/** Immutable. A rescreen is a new one that names the one before. */
export interface Screening {
  readonly id: string;
  readonly facts: ScreeningFacts;
  readonly verdict: Verdict;
  readonly source: ScreeningSource;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly engineVersion: string;
  readonly previousId?: string;
  readonly changes?: readonly string[];
}
