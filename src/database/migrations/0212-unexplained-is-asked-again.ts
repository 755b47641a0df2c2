import { type Kysely, sql } from 'kysely';

/** That streams do not explain a balance was kept for good, though a cut history looks the same. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    delete from taken_out
    where outcome -> 'why' ->> 'code' = 'stream-balance-unexplained'`.execute(db);
}

/** Nothing to take back: what was deleted is asked again. */
export async function down(): Promise<void> {}
