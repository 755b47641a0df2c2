import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';

/** What an index of names is of, beside the version of the lists. */
export interface PackedKey {
  readonly matcherVersion: string;
  /** Names of lists, in order. */
  readonly lists: readonly string[];
}

/** An index of names as it is kept, see `writePacked`. */
export interface KeptParties {
  readonly version: number;
  /** ISO 8601 UTC: the moment of loading as of which the parties are so. */
  readonly knownAt: string;
  readonly packed: Uint8Array;
}

/** The index of this version; undefined when nobody kept one. */
export async function selectPacked(
  tx: Transaction,
  { matcherVersion, lists }: PackedKey,
  version: number,
): Promise<KeptParties | undefined> {
  const { rows } = await sql<{ known_at: Date; packed: Buffer }>`
    select known_at, packed from packed_parties
    where matcher_version = ${matcherVersion} and lists = ${[...lists]}::text[]
      and version_id = ${version}`.execute(tx);
  return rows[0] && { version, knownAt: rows[0].known_at.toISOString(), packed: rows[0].packed };
}

/** Keeps an index, in place of all those of earlier versions; one of a later version stays. */
export async function storePacked(
  tx: Transaction,
  { matcherVersion, lists }: PackedKey,
  { version, knownAt, packed }: KeptParties,
): Promise<void> {
  await sql`delete from packed_parties where version_id < ${version}`.execute(tx);
  await sql`
    insert into packed_parties (matcher_version, lists, version_id, known_at, packed)
    values (${matcherVersion}, ${[...lists]}::text[], ${version}, ${knownAt}, ${packed})
    on conflict (matcher_version, lists) do update
      set version_id = excluded.version_id, known_at = excluded.known_at, packed = excluded.packed
      where packed_parties.version_id <= excluded.version_id`.execute(tx);
}
