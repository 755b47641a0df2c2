import { type Kysely, sql } from 'kysely';

/** An issuer's contract is read up to a height, whether there were events or not. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table issuer_freeze_cursor rename to issuer_freeze_reading`.execute(db);
  await sql`alter table issuer_freeze_reading rename column height to read_to`.execute(db);
  await sql`alter table issuer_freeze_reading drop column log_index`.execute(db);
}
