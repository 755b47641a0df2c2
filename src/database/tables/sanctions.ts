import type { ColumnType, Generated } from 'kysely';
import type { Json } from '../../domain/json.ts';
import type { ListingEffect } from '../../domain/listing.ts';

type Time = ColumnType<Date, Date | string, Date | string>;
type OptionalTime = ColumnType<Date | null, Date | string | null, Date | string | null>;

export interface ListVersionTable {
  id: Generated<number>;
  list: string;
  publisher: string;
  /** YYYY-MM-DD. */
  published: string;
  sha256: string;
  records: number;
  identifiers: number;
  shipped: boolean;
  loaded_at: Time;
}

export interface ListStateTable {
  list: string;
  version_id: number | null;
  etag: string | null;
  last_modified: string | null;
  /** When the publisher was last asked with success, whether or not there was anything new. */
  checked_at: OptionalTime;
  attempted_at: OptionalTime;
  failure: ColumnType<Json | null, string | null, string | null>;
  refreshing_until: OptionalTime;
}

export interface ListChangeTable {
  id: Generated<number>;
  list: string;
  version_id: number;
  kind: 'added' | 'modified' | 'removed';
  subject: 'identifier' | 'party';
  uid: string;
  party: string;
  raw: string | null;
  declared_symbol: string | null;
  account_key: string | null;
  at: Time;
}

export interface ListingTable {
  id: Generated<number>;
  list: string;
  effect: ListingEffect;
  jurisdiction: string;
  uid: string;
  party: string;
  aliases: string[];
  programmes: string[];
  declared_symbol: string | null;
  raw: string;
  account_key: string | null;
  kept_because: string | null;
  declared_mismatch: boolean;
  designated: string | null;
  published: string;
  loaded: Time;
  until: string | null;
  row_from: Time;
  row_to: OptionalTime;
}

export interface ListedPartyTable {
  id: Generated<number>;
  list: string;
  uid: string;
  data: ColumnType<Json, string, never>;
  sha256: string;
  until: string | null;
  row_from: Time;
  row_to: OptionalTime;
}

export interface ListedOwnershipTable {
  id: Generated<number>;
  list: string;
  /** `list:uid`. */
  owner: string;
  owned: string;
  /** Millionths of a percent; null where only the fact of owning is known. */
  micro_percent: number | null;
  from_date: string | null;
  to_date: string | null;
  row_from: Time;
  row_to: OptionalTime;
}

export interface IssuerFreezeReadingTable {
  contract: string;
  read_to: number;
}

/** What publishers list, and what this installation held of it when. Shared by all tenants. */
export interface SanctionsTables {
  list_version: ListVersionTable;
  list_state: ListStateTable;
  list_change: ListChangeTable;
  listing: ListingTable;
  listed_party: ListedPartyTable;
  listed_ownership: ListedOwnershipTable;
  issuer_freeze_reading: IssuerFreezeReadingTable;
}
