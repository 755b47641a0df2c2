import { type Kysely, sql } from 'kysely';

/** What is left of each provider's rate and daily quota; of no tenant, so no right for its role. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table provider_budget (
      provider text primary key, due_at timestamptz not null, day date not null,
      used int not null)`.execute(db);
}
