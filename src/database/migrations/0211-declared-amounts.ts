import { type Kysely, sql } from 'kysely';

/** What a pay run says of asset and amount where neither can be told in base units, as it stands there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table payout add column declared jsonb`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table payout drop column if exists declared`.execute(db);
}
