import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../database/database.ts';
import {
  createApiKey,
  createOrganisation,
  type NewOrganisation,
} from '../database/organisations.ts';
import type { Role } from '../domain/organisation.ts';
import type { Clock } from '../ports/clock.ts';

const keyBytes = 32;
const dayMs = 86_400_000;

/** A key as it is shown once; only its hash is stored. */
export function newKey(sandbox: boolean): string {
  return `wt_${sandbox ? 'test' : 'live'}_${randomBytes(keyBytes).toString('base64url')}`;
}

export interface IssuedKey {
  readonly id: string;
  readonly key: string;
}

/** Makes a key of an organisation. `days` undefined: it does not expire. */
export async function issueKey(
  database: Database,
  clock: Clock,
  organisation: Pick<NewOrganisation, 'id' | 'sandbox'>,
  role: Role,
  days?: number,
): Promise<IssuedKey> {
  const key = newKey(organisation.sandbox);
  const id = clock.id();
  const expiresAt =
    days === undefined ? {} : { expiresAt: new Date(clock.now().getTime() + days * dayMs) };
  await database.system((tx) =>
    createApiKey(tx, {
      organisationId: organisation.id,
      id,
      sha256: createHash('sha256').update(key).digest(),
      role,
      last4: key.slice(-4),
      ...expiresAt,
    }),
  );
  return { id, key };
}

/** Makes an organisation with a first admin key. */
export async function foundOrganisation(
  database: Database,
  clock: Clock,
  made: Omit<NewOrganisation, 'id'>,
): Promise<{ readonly organisationId: string; readonly admin: IssuedKey }> {
  const organisation = { ...made, id: clock.id() };
  await database.system((tx) => createOrganisation(tx, organisation));
  const admin = await issueKey(database, clock, organisation, 'admin');
  return { organisationId: organisation.id, admin };
}
