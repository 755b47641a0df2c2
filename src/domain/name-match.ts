import type { Completeness } from './completeness.ts';
import type { ListingEffect } from './listing.ts';
import type { AppliedFinding } from './payee-finding.ts';

/** What a name can be of, after FollowTheMoney's schemata: a `LegalEntity` may also be a person. */
export const nameSchemata = [
  'Person',
  'Company',
  'Organization',
  'LegalEntity',
  'Vessel',
  'Airplane',
] as const;
export type NameSchema = (typeof nameSchemata)[number];

/** Whose name is asked about, with what tells them from their namesakes. */
export interface NamedSubject {
  readonly name: string;
  /** Undefined: compared with persons, organisations and vessels alike. */
  readonly schema?: NameSchema;
  /** `YYYY-MM-DD`, or less of it. */
  readonly dateOfBirth?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  readonly gender?: 'male' | 'female';
}

/** One reason of the score of a match; 1 and the effects of all add up to it. */
export interface NameMatchPiece {
  readonly kind: string;
  /** The words it speaks of, as asked and as listed. */
  readonly left?: string;
  readonly right?: string;
  readonly similarity?: number;
  readonly effect: number;
}

/** A listed party whose name is like the one that was asked about. */
export interface NameMatch {
  readonly list: string;
  readonly uid: string;
  readonly party: string;
  readonly effect: ListingEffect;
  readonly jurisdiction: string;
  readonly programmes: readonly string[];
  /** The name of the party that matched best. */
  readonly name: string;
  /** 0 to 1. */
  readonly score: number;
  readonly pieces: readonly NameMatchPiece[];
  /** SHA-256 of the party's data as they were: another one is another question. */
  readonly fingerprint: string;
  /** An analyst's finding that this payee is not that party; the match is shown, and settled. */
  readonly dismissal?: AppliedDismissal;
}

export interface AppliedDismissal {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly expiresAt: string;
}

/** What screening found for one name. Stored with the decision, so that it can be re-run. */
export interface NameFacts {
  readonly asked: NamedSubject;
  readonly matches: readonly NameMatch[];
  readonly matcherVersion: string;
  /** As of which moment of loading the parties were searched, ISO 8601 UTC; none when none were. */
  readonly knownAt?: string;
  /** Incomplete while the names are not loaded, or when too many were possible to compare all. */
  readonly completeness: Completeness;
  /** What analysts found about who bears the name: it counts whatever the name is now. */
  readonly findings?: readonly AppliedFinding[];
}
