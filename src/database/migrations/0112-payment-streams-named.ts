import { type Kysely, sql } from 'kysely';

/** Out of which stream a payout is paid. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table payout add column stream jsonb`.execute(db);
}
