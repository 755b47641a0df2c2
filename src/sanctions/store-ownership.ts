import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import { encodeJson } from '../domain/json.ts';
import type { Ownership } from '../domain/ownership.ts';

/** Puts the ownerships of a version in the place of those before it. */
export async function replaceOwnerships(
  tx: Transaction,
  list: string,
  ownerships: readonly Ownership[],
  at: Date,
): Promise<void> {
  await sql`update listed_ownership set row_to = ${at}
    where list = ${list} and row_to is null`.execute(tx);
  if (ownerships.length === 0) return;
  await sql`
    insert into listed_ownership (list, owner, owned, micro_percent, from_date, to_date, row_from)
    select ${list}, owner, owned, "microPercent", "from", "to", ${at}
    from jsonb_to_recordset(${encodeJson(ownerships)}::jsonb) as r(owner text, owned text,
      "microPercent" int, "from" date, "to" date)`.execute(tx);
}

/** Who owns whom, as every enabled list says now. */
export async function selectOwnerships(
  tx: Transaction,
  lists: readonly string[],
): Promise<Ownership[]> {
  const rows = await tx
    .selectFrom('listed_ownership')
    .selectAll()
    .where('list', 'in', lists)
    .where('row_to', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    owner: row.owner,
    owned: row.owned,
    ...(row.micro_percent === null ? {} : { microPercent: row.micro_percent }),
    ...(row.from_date === null ? {} : { from: row.from_date }),
    ...(row.to_date === null ? {} : { to: row.to_date }),
  }));
}

/** The parties that these lists block now, as `list:uid`. */
export async function selectBlocked(tx: Transaction, lists: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ party: string }>`
    select list || ':' || uid as party from listed_party
    where list = any(${[...lists]}::text[]) and row_to is null and until is null
      and data->>'effect' = 'block'`.execute(tx);
  return rows.map(({ party }) => party);
}
