import { type RawBuilder, sql } from 'kysely';
import type { Transaction } from '../../database/database.ts';
import type { RowTarget } from './insert-transfers.ts';
import type { TransferColumns } from './transfer-columns.ts';

/** A row that holds a transfer of the batch at another height. */
export interface MovedRow {
  /** Hex. */
  readonly tx: string;
  readonly position: number;
  readonly height: number;
}

/**
 * One that stands at another height is looked for where a reorganisation left it, in the two newest
 * generations; an older one is left out when it is read (`superseded.ts`).
 */
export function movedRows(target: RowTarget, columns: TransferColumns): RawBuilder<unknown> {
  const { owner, generation, chainId } = target;
  const { keys, keysBefore } = columns;
  const before = keysBefore && sql`union all select ${generation - 1}::int, ${keysBefore}`;
  return sql`
    select t.*
    from (select ${generation}::int as generation, ${keys} ${before ?? sql``}) as i
      cross join lateral (
        select tx, position, height from transfer t
        where t.generation = i.generation and t.tx_hash = i.tx_hash and t.tx = i.tx
          and t.position = i.position and t.chain_id = ${chainId} and t.height <> i.height
          and t.owner = ${owner}::uuid offset 0) t`;
}

/** Takes them away; how many of them were there. A reorganisation moves few. */
export async function removeMoved(
  tx: Transaction,
  { owner, chainId }: RowTarget,
  moved: readonly MovedRow[],
): Promise<number> {
  let removed = 0;
  for (const row of moved) {
    const { numAffectedRows } = await sql`
      delete from transfer where chain_id = ${chainId} and height = ${row.height}
        and tx = decode(${row.tx}, 'hex') and position = ${row.position} and owner = ${owner}`.execute(
      tx,
    );
    removed += Number(numAffectedRows ?? 0n);
  }
  return removed;
}
