import { type Kysely, sql } from 'kysely';

/** Legs are found by time as well, where their source names no receiver; those kept are read anew. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`delete from bridge_leg`.execute(db);
  await sql`delete from converted_transaction`.execute(db);
  await sql`
    alter table bridge_leg add column protocol text not null, add column at timestamptz not null,
      add column by_time boolean not null`.execute(db);
  await sql`create index bridge_leg_time on bridge_leg (protocol, at) where by_time`.execute(db);
}
