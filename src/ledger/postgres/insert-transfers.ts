import { sql } from 'kysely';
import type { Transaction } from '../../database/database.ts';
import { databaseError } from '../../database/errors.ts';
import { isWagetraceError, WagetraceError } from '../../domain/errors.ts';
import { bigints } from './binary-array.ts';
import { type MovedRow, movedRows } from './moved-rows.ts';
import type { TransferColumns } from './transfer-columns.ts';

/** Whose transfers are stored, of which chain, and where. */
export interface RowTarget {
  readonly owner: string;
  readonly generation: number;
  readonly chainId: number;
}

export interface StoredRows {
  /** How many keys did not stand at their height. */
  readonly added: number;
  readonly moved: readonly MovedRow[];
}

const uniqueViolation = '23505';
/** Another writer stored one of the transfers after it was looked whether they are there. */
export const storedMeanwhileCode = 'ledger.stored-meanwhile';

/** Those of the heights at which the chain has transfers. */
export async function heightsIn(
  tx: Transaction,
  chainId: number,
  heights: readonly number[],
): Promise<ReadonlySet<number>> {
  // The order is the key's: else the server might look through the table for the first one.
  const { rows } = await sql<{ height: number }>`
    select i.height from unnest(${bigints(heights)}::bigint[]) as i(height) cross join lateral (
      select from transfer t where t.chain_id = ${chainId} and t.height = i.height
      order by t.tx limit 1) t`.execute(tx);
  return new Set(rows.map(({ height }) => height));
}

/**
 * Stores rows. `fresh`: none of their heights had any, so that the server need not look for each
 * one before it is stored, which takes it a fifth of the time; throws `ledger.stored-meanwhile`
 * where another writer stored one since.
 */
export async function insertTransfers(
  tx: Transaction,
  target: RowTarget,
  columns: TransferColumns,
  fresh: boolean,
): Promise<StoredRows> {
  const { owner, generation, chainId } = target;
  const statement = sql<StoredRows>`
    with moved as materialized (${movedRows(target, columns)}),
    stored as (
      insert into transfer (generation, owner, chain_id, ${columns.names})
      select ${generation}::int, ${owner}::uuid, ${chainId}::bigint, ${columns.rows}
      ${fresh ? sql`` : onConflict}
      returning xmax = 0 as added)
    select count(*) filter (where added) as added,
      (select coalesce(jsonb_agg(jsonb_build_object('tx', encode(tx, 'hex'), 'position', position,
        'height', height)), '[]') from moved) as moved
    from stored`;
  try {
    const { rows } = await statement.execute(tx);
    return rows[0] ?? { added: 0, moved: [] };
  } catch (error) {
    throw fresh ? storedMeanwhile(error) : error;
  }
}

const onConflict = sql`
  on conflict (chain_id, height, tx, position, owner) do update
    set (generation, asset_id, time, from_hash, to_hash, tx_index, order_inferred, from_account,
        to_account, block_hash, amount_base, kind, memo, suspect)
      = (excluded.generation, excluded.asset_id, excluded.time, excluded.from_hash,
        excluded.to_hash, excluded.tx_index, excluded.order_inferred, excluded.from_account,
        excluded.to_account, excluded.block_hash, excluded.amount_base, excluded.kind,
        excluded.memo, excluded.suspect)
    where transfer.block_hash <> excluded.block_hash`;

function storedMeanwhile(error: unknown): unknown {
  const known = databaseError(error);
  if (!isWagetraceError(known) || known.details?.['sqlstate'] !== uniqueViolation) return error;
  return new WagetraceError(storedMeanwhileCode, 'Another writer stored the same transfers', {
    retryable: true,
    cause: error,
  });
}
