import type { ListingEffect } from './listing.ts';

export type ListedPartyType = 'individual' | 'entity' | 'vessel' | 'aircraft' | 'unknown';

/** Another name of a party. OFAC expects no screening on weak ones: they only confirm. */
export interface ListedAlias {
  readonly name: string;
  readonly weak: boolean;
}

/** A person, company or thing that a publisher lists, with what tells it from its namesakes. */
export interface ListedParty {
  readonly list: string;
  readonly effect: ListingEffect;
  /** ISO 3166 code of who lists, or `UN`, `EU`. */
  readonly jurisdiction: string;
  /** The publisher's own id; the primary name where it gives none. */
  readonly uid: string;
  readonly type: ListedPartyType;
  /** As published, such as `SIM, Hyon Sop` with the family name first. */
  readonly name: string;
  readonly aliases: readonly ListedAlias[];
  readonly programmes: readonly string[];
  /** YYYY, YYYY-MM or YYYY-MM-DD, or a span of two years `YYYY/YYYY`. */
  readonly datesOfBirth: readonly string[];
  /** Nationalities, citizenships and addresses, as the publisher spells the countries. */
  readonly countries: readonly string[];
  readonly gender?: 'male' | 'female';
  /** When the party was designated, YYYY-MM-DD. */
  readonly designated?: string;
  /** When it is no longer listed, YYYY-MM-DD, where the publisher says so beforehand. */
  readonly until?: string;
}
