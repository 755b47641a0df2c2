import { migrate } from '../database/migrate.ts';
import { migrateQueues } from '../jobs/backend.ts';

/** Brings the schema up to date before any part uses it; safe in several processes at once. */
export function prepareDatabase(databaseUrl: string): Promise<void> {
  return migrate(databaseUrl, migrateQueues);
}
