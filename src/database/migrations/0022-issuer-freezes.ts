import { type Kysely, sql } from 'kysely';

/** Up to which event of an issuer's contract its freezes were taken over. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table issuer_freeze_cursor (
      contract text primary key, height bigint not null, log_index int not null)`.execute(db);
}
