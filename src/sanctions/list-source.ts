import type { ListedParty } from '../domain/listed-party.ts';
import type { ListingEffect } from '../domain/listing.ts';
import type { Ownership } from '../domain/ownership.ts';

/** An identifier as its publisher wrote it, before anybody asked whether it is an address. */
export interface PublishedIdentifier {
  readonly uid: string;
  readonly party: string;
  readonly aliases: readonly string[];
  readonly programmes: readonly string[];
  readonly declaredSymbol?: string;
  readonly raw: string;
  /** Other than the list's own where a publisher restricts some parties only. */
  readonly effect?: ListingEffect;
  /** Why it is no account although it may look like one; then nobody asks its encoding. */
  readonly keptBecause?: string;
  /** When the party was designated, YYYY-MM-DD. */
  readonly designated?: string;
  /** When this identifier was published, YYYY-MM-DD, where the publisher says so. */
  readonly published?: string;
  /** When it was no longer listed, YYYY-MM-DD, where the publisher says so. */
  readonly until?: string;
}

/** One version of a list, read whole. */
export interface ListDocument {
  /** Publication date, YYYY-MM-DD; undefined where the document has none: the day of loading. */
  readonly published?: string;
  /** How many records the publisher says that there are. */
  readonly declaredRecords?: number;
  readonly records: number;
  readonly parties: readonly ListedParty[];
  readonly identifiers: readonly PublishedIdentifier[];
  readonly ownerships?: readonly Ownership[];
}

/** Where a publisher offers its list, and what to expect there. */
export interface ListLocation {
  readonly url: string;
  /** Greatest size of the download; the limit shows as `list.too-large`. */
  readonly bytesMax: number;
}

/** What is the same for every version of a list. */
export interface ListProfile {
  readonly list: string;
  readonly publisher: string;
  /** ISO 3166 code of who lists, or `UN`, `EU`. */
  readonly jurisdiction: string;
  readonly effect: ListingEffect;
}

export interface ShippedVersion {
  /** Which part of the list it has, as it is said to whoever relies on it. */
  readonly has: string;
  read(profile: ListProfile): Promise<ListDocument>;
}

/** Reads a further document of the same publisher. */
export type FetchDocument = (url: string) => AsyncIterable<Uint8Array>;

/** One publisher's list: `lists/<id>/` with `fetch.ts`, `parse.ts`, `map.ts`. */
export interface ListSource extends ListProfile {
  /** Undefined where the operator says in `config/lists.yml` where the list is. */
  readonly location?: ListLocation;
  /** True for a list that grows from chain events and has no document to ask for. */
  readonly fed?: boolean;
  /**
   * Reads the document as a version of the list that `profile` describes, as it stands on `day`
   * (YYYY-MM-DD), where its rows have ends of their own. Throws
   * `list.malformed`, `list.truncated` or `list.too-large`; a list that is read in part is never
   * returned.
   */
  read(chunks: AsyncIterable<Uint8Array>, profile: ListProfile, day: string): Promise<ListDocument>;
  /**
   * Dates the identifiers that are new since a version published on `after`, from the publisher's
   * own record of its changes, at `origin` instead of its own address where one is configured.
   */
  dated?(
    document: ListDocument,
    after: string,
    fetchDocument: FetchDocument,
    origin?: string,
  ): Promise<ListDocument>;
  /** The version that ships with the product, for when the publisher cannot be reached. */
  readonly shipped?: ShippedVersion;
}
