import type { ListingEffect } from './listing.ts';

export const blockedStatuses = [
  'works-for-blocked-government',
  'owned-by-blocked-persons',
] as const;

/** What an analyst found about a payee. */
export type FoundMatter =
  | {
      /** The payee is this party of a list, not only of a like name. */
      readonly kind: 'is-listed-party';
      readonly list: string;
      readonly uid: string;
      readonly party: string;
      readonly effect: ListingEffect;
      readonly jurisdiction: string;
    }
  | {
      /** Blocked without being listed: an official of a blocked government, or the 50 percent rule. */
      readonly kind: 'blocked-by-status';
      readonly status: (typeof blockedStatuses)[number];
      /** The sanctions programme under which the status blocks, such as `DPRK3`. */
      readonly programme: string;
    };

/** One person's part in a finding. */
export interface FindingStep {
  /** `key:<id>`. */
  readonly actor: string;
  readonly reason: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/**
 * A finding that screening relies on until two people revoke it, or its party is delisted. It has
 * no expiry: a block does not lapse by itself. A status counts once a second person confirmed it.
 */
export interface PayeeFinding {
  readonly id: string;
  readonly payeeRef: string;
  readonly matter: FoundMatter;
  readonly made: FindingStep;
  readonly confirmed?: FindingStep;
  /** Asked for by one person; the finding counts on. */
  readonly revocation?: FindingStep;
  readonly revoked?: FindingStep;
}

/** A finding in force, as the decision that rests on it keeps it. */
export type AppliedFinding = FoundMatter & { readonly id: string };
