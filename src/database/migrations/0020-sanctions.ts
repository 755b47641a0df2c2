import { type Kysely, sql } from 'kysely';

/**
 * Lists are facts that all tenants share. Rows of listings and parties are kept for ever: `row_from`
 * and `row_to` say when the store held them (the time of the version that wrote and that closed
 * them), `published` and `until` what the publisher said.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createVersions(db);
  await createListings(db);
  await createParties(db);
  for (const table of tables) {
    await sql`grant select on ${sql.table(table)} to wagetrace_app`.execute(db);
  }
}

const tables = [
  'list_version',
  'list_state',
  'list_change',
  'listing',
  'listed_party',
  'listed_ownership',
];

async function createVersions(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table list_version (
      id bigint generated always as identity primary key, list text not null,
      publisher text not null, published date not null, sha256 text not null,
      records int not null, identifiers int not null, shipped boolean not null,
      loaded_at timestamptz not null)`.execute(db);
  await sql`create index list_version_list on list_version (list, id)`.execute(db);
  await sql`
    create table list_state (
      list text primary key, version_id bigint references list_version,
      etag text, last_modified text, checked_at timestamptz, attempted_at timestamptz,
      failure jsonb, refreshing_until timestamptz)`.execute(db);
  await sql`
    create table list_change (
      id bigint generated always as identity primary key, list text not null,
      version_id bigint not null references list_version, kind text not null,
      subject text not null, uid text not null, party text not null, raw text,
      declared_symbol text, account_key text, at timestamptz not null)`.execute(db);
  await sql`create index list_change_list on list_change (list, at, id)`.execute(db);
  await sql`create index list_change_version on list_change (version_id)`.execute(db);
}

async function createListings(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table listing (
      id bigint generated always as identity primary key, list text not null,
      effect text not null, jurisdiction text not null, uid text not null, party text not null,
      aliases text[] not null, programmes text[] not null, declared_symbol text,
      raw text not null, account_key text, kept_because text, declared_mismatch boolean not null,
      designated date, published date not null, loaded timestamptz not null, until date,
      row_from timestamptz not null, row_to timestamptz)`.execute(db);
  await sql`create index listing_account_key on listing (account_key)`.execute(db);
  await sql`create index listing_open on listing (list) where row_to is null`.execute(db);
}

async function createParties(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table listed_party (
      id bigint generated always as identity primary key, list text not null, uid text not null,
      data jsonb not null, sha256 text not null, until date,
      row_from timestamptz not null, row_to timestamptz)`.execute(db);
  await sql`create index listed_party_open on listed_party (list) where row_to is null`.execute(db);
  await sql`create index listed_party_uid on listed_party (list, uid)`.execute(db);
  await sql`
    create table listed_ownership (
      list text not null, owner_uid text not null, owned_uid text not null,
      percent numeric(9,6), row_from timestamptz not null, row_to timestamptz,
      primary key (list, owner_uid, owned_uid, row_from))`.execute(db);
}
