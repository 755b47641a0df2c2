import type { Role } from '../domain/organisation.ts';
import type { Database, Transaction } from './database.ts';

export interface NewOrganisation {
  readonly id: string;
  readonly name: string;
  readonly sandbox: boolean;
  /** ISO 3166 codes, `UN`, `EU`; US and UN when not given. */
  readonly floorJurisdictions?: readonly string[];
}

export interface NewApiKey {
  readonly organisationId: string;
  readonly id: string;
  /** sha256 of the key, which is itself never stored. */
  readonly sha256: Buffer;
  readonly role: Role;
  readonly last4: string;
  readonly expiresAt?: Date;
}

/** The owner of a key, whether or not it still opens anything. */
export interface KnownApiKey {
  readonly organisationId: string;
  readonly keyId: string;
  readonly role: Role;
  readonly sandbox: boolean;
  readonly expiresAt?: Date;
  readonly revokedAt?: Date;
}

/** For the operator's command line, as the system. */
export async function createOrganisation(tx: Transaction, made: NewOrganisation): Promise<void> {
  await tx
    .insertInto('organisation')
    .values({
      id: made.id,
      name: made.name,
      sandbox: made.sandbox,
      ...(made.floorJurisdictions ? { floor_jurisdictions: [...made.floorJurisdictions] } : {}),
    })
    .execute();
}

export async function createApiKey(tx: Transaction, made: NewApiKey): Promise<void> {
  await tx
    .insertInto('api_key')
    .values({
      organisation_id: made.organisationId,
      id: made.id,
      hash: made.sha256,
      role: made.role,
      last4: made.last4,
      expires_at: made.expiresAt ?? null,
    })
    .execute();
}

/** Crosses tenants, since a key is looked up before it is known whose it is. */
export async function findApiKey(
  database: Database,
  sha256: Buffer,
): Promise<KnownApiKey | undefined> {
  const row = await database.system((tx) =>
    tx
      .selectFrom('api_key')
      .innerJoin('organisation', 'organisation.id', 'api_key.organisation_id')
      .select(['organisation_id', 'api_key.id', 'role', 'sandbox', 'expires_at', 'revoked_at'])
      .where('hash', '=', sha256)
      .executeTakeFirst(),
  );
  return (
    row && {
      organisationId: row.organisation_id,
      keyId: row.id,
      role: row.role,
      sandbox: row.sandbox,
      ...(row.expires_at ? { expiresAt: row.expires_at } : {}),
      ...(row.revoked_at ? { revokedAt: row.revoked_at } : {}),
    }
  );
}
