import type { ColumnType, Generated } from 'kysely';
import type { Role } from '../../domain/organisation.ts';

export interface OrganisationTable {
  id: string;
  name: string;
  sandbox: Generated<boolean>;
  /** Jurisdictions whose `block` listings no policy lifts. */
  floor_jurisdictions: Generated<string[]>;
  created_at: ColumnType<Date, Date | string | undefined, never>;
}

export interface ApiKeyTable {
  organisation_id: string;
  id: string;
  /** sha256 of the key. */
  hash: Buffer;
  role: Role;
  /** The last four characters, by which a person knows the key again. */
  last4: string;
  expires_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  revoked_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  created_at: ColumnType<Date, Date | string | undefined, never>;
}

export interface IdempotencyKeyTable {
  organisation_id: string;
  key: string;
  route: string;
  input_sha256: Buffer;
  /** Who works on it: a token of one `begin`. */
  claim: string;
  claimed_until: ColumnType<Date, Date | string, Date | string>;
  /** Null while in flight. */
  status: number | null;
  /** As it was sent. */
  body: ColumnType<string | null, string | null | undefined, string | null>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

/** Who there is, and what they asked for. */
export interface TenancyTables {
  organisation: OrganisationTable;
  api_key: ApiKeyTable;
  idempotency_key: IdempotencyKeyTable;
}
