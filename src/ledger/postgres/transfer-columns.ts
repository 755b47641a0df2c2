import { type RawBuilder, sql } from 'kysely';
import type { ChainId } from '../../domain/caip.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { IdOf } from './append.ts';
import {
  bigints,
  booleans,
  type HashedColumn,
  hashedIds,
  integers,
  numerics,
  spelledIds,
  texts,
  timestamps,
} from './binary-array.ts';

/** Transfers of one chain as they are sent to the server. */
export interface TransferColumns {
  /** Names of columns of `transfer`, in the order of `rows`. */
  readonly names: RawBuilder<unknown>;
  /** What a `select` of the rows gives, in the order in which they were given. */
  readonly rows: RawBuilder<unknown>;
  /** The same of `tx_hash`, `tx`, `position`, `height` alone, under these names. */
  readonly keys: RawBuilder<unknown>;
  /** Those of transfers that the generation before may have; undefined: it has none. */
  readonly keysBefore: RawBuilder<unknown> | undefined;
}

/** Whether transactions of this short hash may be in the generation before. */
export type MayStandBefore = (txHash: number) => boolean;

type Column = readonly [name: string, values: RawBuilder<unknown>];

/** Throws `ledger.foreign-account` where an account is of another chain. */
export function transferColumns(
  chain: ChainId,
  transfers: readonly Transfer[],
  idOf: IdOf,
  mayStandBefore: MayStandBefore,
): TransferColumns {
  const from = accountsOf(chain, transfers, (transfer) => transfer.from);
  const to = accountsOf(chain, transfers, (transfer) => transfer.to);
  const tx = hashedIds(transfers.map((transfer) => transfer.tx));
  const of = columnOf(transfers);
  const keys = keyColumns(transfers, tx);
  const columns: readonly Column[] = [
    ...keys,
    ['asset_id', of('bigint', bigints, (t) => idOf(t.asset))],
    ['time', of('timestamptz', timestamps, (t) => t.time)],
    ['from_hash', each('int', integers(from.hashes))],
    ['to_hash', each('int', integers(to.hashes))],
    ['tx_index', of('int', integers, (t) => t.txIndex)],
    ['order_inferred', of('boolean', booleans, (t) => t.orderInferred ?? false)],
    ['from_account', each('bytea', from.bytes)],
    ['to_account', each('bytea', to.bytes)],
    ['block_hash', of('bytea', spelledIds, (t) => t.blockHash)],
    ['amount_base', of('numeric', numerics, (t) => t.amountBase)],
    ['kind', of('text', texts, (t) => t.kind)],
    ['memo', of('text', texts, (t) => t.memo?.replaceAll('\u0000', '\ufffd'))],
    ['suspect', of('text', texts, (t) => t.suspect)],
  ];
  const before = transfers.filter((_, at) => mayStandBefore(tx.hashes[at] ?? 0));
  const keysBefore = before.length === transfers.length ? keys : keyColumns(before);
  return {
    names: sql.join(columns.map(([name]) => sql.ref(name))),
    rows: sql.join(columns.map(([, values]) => values)),
    keys: named(keys),
    keysBefore: before.length === 0 ? undefined : named(keysBefore),
  };
}

function keyColumns(
  transfers: readonly Transfer[],
  tx: HashedColumn = hashedIds(transfers.map((transfer) => transfer.tx)),
): readonly Column[] {
  const of = columnOf(transfers);
  return [
    ['height', of('bigint', bigints, (t) => t.height)],
    ['tx_hash', each('int', integers(tx.hashes))],
    ['position', of('int', integers, (t) => t.position)],
    ['tx', each('bytea', tx.bytes)],
  ];
}

const named = (columns: readonly Column[]): RawBuilder<unknown> =>
  sql.join(columns.map(([name, values]) => sql`${values} as ${sql.ref(name)}`));

/** A column with what each transfer has; where all have one value it is sent once. */
function columnOf(transfers: readonly Transfer[]) {
  return <T>(
    type: string,
    encode: (values: readonly T[]) => Buffer,
    pick: (transfer: Transfer) => T,
  ): RawBuilder<unknown> => {
    const values = transfers.map(pick);
    const [first] = values;
    const same = values.every((value) => value === first);
    return same
      ? sql`(${encode(values.slice(0, 1))}::${sql.raw(type)}[])[1]`
      : each(type, encode(values));
  };
}

/**
 * Arrays in a select list are walked side by side. In `from` the server would first write each one
 * to a table of its own.
 */
const each = (type: string, values: Buffer): RawBuilder<unknown> =>
  sql`unnest(${values}::${sql.raw(type)}[])`;

/** The chain is a column of its own: an account is stored as its address. */
function accountsOf(
  chain: ChainId,
  transfers: readonly Transfer[],
  accountOf: (transfer: Transfer) => string,
) {
  const prefix = `${chain}:`;
  const accounts = transfers.map(accountOf);
  if (!accounts.every((account) => account.startsWith(prefix))) {
    throw new WagetraceError('ledger.foreign-account', 'An account is not of its transfer’s chain');
  }
  return hashedIds(accounts, prefix.length);
}
