import { type Kysely, sql } from 'kysely';

/** An answer that is given again is the same text: jsonb keeps neither the order of keys nor numbers as written. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table idempotency_key alter column body type text using body::text`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table idempotency_key alter column body type jsonb using body::jsonb`.execute(db);
}
