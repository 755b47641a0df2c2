import { type Kysely, sql } from 'kysely';

/**
 * Which accounts a full generation of the ledger has (docs/decisions/0190-sealed-generations.md).
 * A filter is made of the rows of all organisations: the application's role sees that a generation
 * is sealed, not the filter.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table ledger_generation add column sealed boolean not null default false`.execute(
    db,
  );
  await sql`
    create table ledger_filter (
      generation int primary key references ledger_generation, accounts bytea not null)`.execute(
    db,
  );
}
