import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import { encodeJson } from '../domain/json.ts';

/** The last event of a contract that was applied. */
export interface FreezeCursor {
  /** CAIP-10. */
  readonly contract: string;
  readonly height: number;
  readonly logIndex: number;
}

export async function selectFreezeCursors(tx: Transaction): Promise<FreezeCursor[]> {
  const rows = await tx.selectFrom('issuer_freeze_cursor').selectAll().execute();
  return rows.map(({ log_index, ...row }) => ({ ...row, logIndex: log_index }));
}

/** Moves cursors forward. */
export async function storeFreezeCursors(
  tx: Transaction,
  cursors: readonly FreezeCursor[],
): Promise<void> {
  if (cursors.length === 0) return;
  await sql`
    insert into issuer_freeze_cursor (contract, height, log_index)
    select contract, height, "logIndex" from jsonb_to_recordset(${encodeJson(cursors)}::jsonb)
      as r(contract text, height bigint, "logIndex" int)
    on conflict (contract) do update set height = excluded.height, log_index = excluded.log_index`.execute(
    tx,
  );
}
