import { type Kysely, sql } from 'kysely';

/** Shares in millionths of a percent, with their dates; parties of any list by `list:uid`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop table listed_ownership`.execute(db);
  await sql`
    create table listed_ownership (
      id bigint generated always as identity primary key, list text not null,
      owner text not null, owned text not null, micro_percent int,
      from_date date, to_date date, row_from timestamptz not null, row_to timestamptz)`.execute(db);
  await sql`create index listed_ownership_open
    on listed_ownership (list) where row_to is null`.execute(db);
  await sql`grant select on listed_ownership to wagetrace_app`.execute(db);
}
