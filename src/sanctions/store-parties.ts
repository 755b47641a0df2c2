import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';

/** Listed parties, and the moment of loading as of which they are so. */
export interface KnownParties {
  /** A `ListedParty` each, as JSON. */
  readonly parties: readonly string[];
  /** The newest version that changed a party of any list. */
  readonly version: number;
  /** ISO 8601 UTC. */
  readonly knownAt: string;
}

/** The newest version that changed a party; 0 before there was one. */
export async function newestPartyVersion(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ id: number }>`select ${newest} as id`.execute(tx);
  return rows[0]?.id ?? 0;
}

const newest = sql`(select coalesce(max(version_id), 0) from list_change where subject = 'party')`;

/** Parties of these lists as they are listed now, for screening by name. */
export async function partiesInForce(
  tx: Transaction,
  lists: readonly string[],
): Promise<KnownParties> {
  // One statement, so that the version and the moment fit the rows.
  const { rows } = await sql<{ party: string | null; version: number; known_at: Date | null }>`
    select p.data::text as party, v.version, v.known_at
    from (select ${newest} as version, max(loaded_at) as known_at from list_version) v
    left join listed_party p
      on p.row_to is null and p.until is null and p.list = any(${[...lists]}::text[])
    order by p.id`.execute(tx);
  return {
    parties: rows.flatMap(({ party }) => party ?? []),
    version: rows[0]?.version ?? 0,
    knownAt: (rows[0]?.known_at ?? new Date(0)).toISOString(),
  };
}

/** Parties of these lists as they were loaded at a moment, each as JSON, for verification. */
export async function partiesKnownAt(
  tx: Transaction,
  at: Date,
  lists: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ party: string }>`
    select data::text as party from listed_party
    where until is null and row_from <= ${at} and (row_to is null or row_to > ${at})
      and list = any(${[...lists]}::text[]) order by id`.execute(tx);
  return rows.map(({ party }) => party);
}
