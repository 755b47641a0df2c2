import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import { encodeJson } from '../domain/json.ts';
import type { Unblock } from './payout-actions.ts';

/** The first of the two people who end a block: who asked, and on what ground. */
export async function saveUnblock(
  tx: Transaction,
  organisationId: string,
  payoutId: string,
  keyId: string,
  unblock: Unblock,
): Promise<void> {
  await sql`
    insert into payout_unblock (organisation_id, payout_id, key_id, unblock)
    values (${organisationId}, ${payoutId}, ${keyId}, ${encodeJson(unblock)}::jsonb)
    on conflict (organisation_id, payout_id)
      do update set key_id = excluded.key_id, unblock = excluded.unblock, at = now()`.execute(tx);
}

export async function findUnblock(
  tx: Transaction,
  payoutId: string,
): Promise<{ readonly keyId: string; readonly unblock: Unblock } | undefined> {
  const { rows } = await sql<{ key_id: string; unblock: Unblock }>`
    select key_id, unblock from payout_unblock where payout_id = ${payoutId}::uuid`.execute(tx);
  return rows[0] && { keyId: rows[0].key_id, unblock: rows[0].unblock };
}

export async function deleteUnblock(tx: Transaction, payoutId: string): Promise<void> {
  await sql`delete from payout_unblock where payout_id = ${payoutId}::uuid`.execute(tx);
}
