import { type Kysely, sql } from 'kysely';

/**
 * The index of names, kept so that a process which starts need not build it. It is derived from
 * `listed_party` and may be emptied at any time; tenants have no access.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table packed_parties (
      matcher_version text not null, lists text[] not null, version_id bigint not null,
      known_at timestamptz not null, packed bytea not null,
      primary key (matcher_version, lists))`.execute(db);
  // The bytes are compressed already.
  await sql`alter table packed_parties alter column packed set storage external`.execute(db);
  await sql`
    create index list_change_party on list_change (version_id) where subject = 'party'`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index if exists list_change_party`.execute(db);
  await sql`drop table if exists packed_parties`.execute(db);
}
