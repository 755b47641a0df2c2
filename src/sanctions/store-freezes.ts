import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import type { AccountId } from '../domain/caip.ts';

/** A contract of an issuer, all of whose events up to a height were taken. */
export interface FreezeReading {
  readonly contract: AccountId;
  readonly readTo: number;
}

export async function selectFreezeReadings(tx: Transaction): Promise<Map<AccountId, number>> {
  const { rows } = await sql<FreezeReading>`
    select contract, read_to as "readTo" from issuer_freeze_reading`.execute(tx);
  return new Map(rows.map(({ contract, readTo }) => [contract, readTo]));
}

/** Moves the reading of a contract forward. */
export async function storeFreezeReading(
  tx: Transaction,
  { contract, readTo }: FreezeReading,
): Promise<void> {
  await sql`
    insert into issuer_freeze_reading (contract, read_to) values (${contract}, ${readTo})
    on conflict (contract) do update
      set read_to = greatest(issuer_freeze_reading.read_to, excluded.read_to)`.execute(tx);
}
