import { type Kysely, sql } from 'kysely';

/** Since when wages wait to be looked at together: where some are followed all the time none ever rests. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table convergence_look add column waiting_since timestamptz`.execute(db);
  await sql`update convergence_look set waiting_since = wage_at`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table convergence_look drop column if exists waiting_since`.execute(db);
}
