import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import type { ListedParty } from '../domain/listed-party.ts';

/** Listed parties, and the moment of loading as of which they are so. */
export interface KnownParties {
  readonly parties: readonly ListedParty[];
  /** ISO 8601 UTC. */
  readonly knownAt: string;
}

/** The newest version that changed a party; 0 before there was one. */
export async function newestPartyVersion(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select coalesce(max(version_id), 0) as id from list_change
    where subject = 'party'`.execute(tx);
  return rows[0]?.id ?? 0;
}

/** Parties of every list as they are listed now, for screening by name. */
export async function partiesInForce(tx: Transaction): Promise<KnownParties> {
  // One statement, so that the moment fits the rows.
  const { rows } = await sql<{ data: ListedParty | null; known_at: Date | null }>`
    select p.data, v.known_at from (select max(loaded_at) as known_at from list_version) v
    left join listed_party p on p.row_to is null and p.until is null order by p.id`.execute(tx);
  return {
    parties: rows.flatMap(({ data }) => data ?? []),
    knownAt: (rows[0]?.known_at ?? new Date(0)).toISOString(),
  };
}

/** Parties of every list as they were loaded at a moment, for verification. */
export async function partiesKnownAt(tx: Transaction, at: Date): Promise<ListedParty[]> {
  const { rows } = await sql<{ data: ListedParty }>`
    select data from listed_party where until is null and row_from <= ${at}
      and (row_to is null or row_to > ${at}) order by id`.execute(tx);
  return rows.map(({ data }) => data);
}
