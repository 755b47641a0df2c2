import { type Kysely, sql } from 'kysely';

/** What evidence of common ownership rests on; and an analyst may take a rejection back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table ownership_evidence add column grounds text[] not null default '{}'`.execute(
    db,
  );
  await sql`grant delete on ownership_rejection to wagetrace_app`.execute(db);
}
