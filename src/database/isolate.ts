import { type Kysely, sql } from 'kysely';

/**
 * Puts row-level security under a table of tenants' rows, for use in migrations. The application's
 * role sees the rows of `wt.organisation` only; an unset or empty setting (a reused connection)
 * matches none, and as a subquery it is asked once a statement. FORCE binds the owner as well, who
 * gets a policy of its own instead, so that the system's transactions work where the owner is no
 * superuser.
 */
export async function isolate(
  db: Kysely<unknown>,
  table: string,
  rights = 'select, insert, update, delete',
  column = 'organisation_id',
): Promise<void> {
  const name = sql.table(table);
  const setting = sql`nullif(current_setting('wt.organisation', true), '')::uuid`;
  const own = sql`${sql.ref(column)} = (select ${setting})`;
  await sql`alter table ${name} enable row level security`.execute(db);
  await sql`alter table ${name} force row level security`.execute(db);
  await sql`create policy tenant on ${name} using (${own}) with check (${own})`.execute(db);
  await sql`create policy system on ${name} to current_user using (true) with check (true)`.execute(
    db,
  );
  await sql`grant ${sql.raw(rights)} on ${name} to wagetrace_app`.execute(db);
}
