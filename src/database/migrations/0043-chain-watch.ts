import { type Kysely, sql } from 'kysely';

/** How far each chain is ingested, block by block; of no tenant, so no right for its role. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table chain_watch (
      chain text primary key, cursor jsonb, head_height bigint, looked_at timestamptz,
      told_height bigint not null default -1, halt jsonb, error_code text,
      withdraw_above bigint, claimed_by text, claimed_until timestamptz)`.execute(db);
}
