import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

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
