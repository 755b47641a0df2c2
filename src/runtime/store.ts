import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { WagetraceError } from '../domain/errors.ts';

/** Whether anybody uses this database yet. */
export async function hasOrganisations(database: Database): Promise<boolean> {
  const { rows } = await database.system((tx) =>
    sql<{ some: boolean }>`select exists (select from organisation) as some`.execute(tx),
  );
  return rows[0]?.some ?? false;
}

/** Whether the store answers. Throws as the database does. */
export async function pingStore(database: Database): Promise<void> {
  await database.system((tx) => sql`select 1`.execute(tx));
}

export interface KnownOrganisation {
  readonly id: string;
  readonly name: string;
  readonly sandbox: boolean;
}

export async function listOrganisations(database: Database): Promise<KnownOrganisation[]> {
  const { rows } = await database.system((tx) =>
    sql<KnownOrganisation>`select id, name, sandbox from organisation order by created_at`.execute(
      tx,
    ),
  );
  return rows;
}

/** Throws `organisation.unknown`. */
export async function findOrganisation(database: Database, id: string): Promise<KnownOrganisation> {
  const found = (await listOrganisations(database)).find((one) => one.id === id);
  if (!found)
    throw new WagetraceError(
      'organisation.unknown',
      'No such organisation; see: wagetrace organisation list',
    );
  return found;
}

/** Throws `key.unknown`. */
export async function revokeKey(database: Database, id: string, at: Date): Promise<void> {
  const { rows } = await database.system((tx) =>
    sql`update api_key set revoked_at = coalesce(revoked_at, ${at})
        where id::text = ${id} returning id`.execute(tx),
  );
  if (rows.length === 0) throw new WagetraceError('key.unknown', 'No such key');
}

/** What can be recomputed. */
export type AnswerKind = 'flow' | 'screening' | 'inquiry';

/**
 * Whose a stored answer is. Crosses tenants, for the operator's command line alone, and tells
 * nothing but the owner. Throws `answer.unknown`.
 */
export async function ownerOfAnswer(
  database: Database,
  id: string,
): Promise<{ readonly organisationId: string; readonly kind: AnswerKind }> {
  const { rows } = await database.system((tx) =>
    sql<{ organisationId: string; kind: AnswerKind }>`
      select organisation_id as "organisationId", 'flow' as kind from flow where id::text = ${id}
      union all
      select organisation_id, 'screening' from screening where id::text = ${id}
      union all
      select organisation_id, 'inquiry' from inquiry where id::text = ${id}`.execute(tx),
  );
  const [found] = rows;
  if (!found)
    throw new WagetraceError('answer.unknown', 'No flow, screening or other answer has this id');
  return found;
}
