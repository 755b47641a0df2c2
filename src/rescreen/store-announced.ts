import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

/** A version of a list with how it differs from the one before. */
export interface LoadedVersion {
  readonly list: string;
  readonly versionId: number;
  /** YYYY-MM-DD. */
  readonly published: string | null;
  readonly added: number;
  readonly removed: number;
  readonly modified: number;
}

/** A younger version is just being announced by whoever loaded it. */
const graceSeconds = 30;

/**
 * Versions of which the organisations were not told: the process that loaded one died, or was a
 * command. What ships with the product replaces nothing. In the order of loading.
 */
export async function unannouncedVersions(database: Database): Promise<LoadedVersion[]> {
  const { rows } = await database.system((tx) =>
    sql<LoadedVersion>`
      select v.list, v.id as "versionId", v.published::text as published,
        count(*) filter (where c.kind = 'added')::int as added,
        count(*) filter (where c.kind = 'removed')::int as removed,
        count(*) filter (where c.kind = 'modified')::int as modified
      from list_version v left join list_change c on c.version_id = v.id
      where v.announced_at is null and not v.shipped
        and v.loaded_at < now() - make_interval(secs => ${graceSeconds})
      group by v.id order by v.id`.execute(tx),
  );
  return rows;
}

/** Keeps that every organisation was told, and its rescreening enqueued. */
export async function markAnnounced(database: Database, versionId: number): Promise<void> {
  await database.system((tx) =>
    sql`update list_version set announced_at = now() where id = ${versionId}`.execute(tx),
  );
}
