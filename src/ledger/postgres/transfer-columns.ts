import { type RawBuilder, sql } from 'kysely';
import type { ChainId } from '../../domain/caip.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { IdOf } from './append.ts';
import {
  bigints,
  booleans,
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
}

const keyNames = new Set(['tx_hash', 'tx', 'position', 'height']);

type Column = readonly [name: string, values: RawBuilder<unknown>];

/** Throws `ledger.foreign-account` where an account is of another chain. */
export function transferColumns(
  chain: ChainId,
  transfers: readonly Transfer[],
  idOf: IdOf,
): TransferColumns {
  const from = accountsOf(chain, transfers, (transfer) => transfer.from);
  const to = accountsOf(chain, transfers, (transfer) => transfer.to);
  const tx = hashedIds(transfers.map((transfer) => transfer.tx));
  /** Of each transfer; where all have one value it is sent once. */
  const of = <T>(
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
  const columns: readonly Column[] = [
    ['asset_id', of('bigint', bigints, (t) => idOf(t.asset))],
    ['height', of('bigint', bigints, (t) => t.height)],
    ['time', of('timestamptz', timestamps, (t) => t.time)],
    ['from_hash', each('int', from.hashes)],
    ['to_hash', each('int', to.hashes)],
    ['tx_hash', each('int', tx.hashes)],
    ['tx_index', of('int', integers, (t) => t.txIndex)],
    ['position', of('int', integers, (t) => t.position)],
    ['order_inferred', of('boolean', booleans, (t) => t.orderInferred ?? false)],
    ['from_account', each('bytea', from.bytes)],
    ['to_account', each('bytea', to.bytes)],
    ['tx', each('bytea', tx.bytes)],
    ['block_hash', of('bytea', spelledIds, (t) => t.blockHash)],
    ['amount_base', of('numeric', numerics, (t) => t.amountBase)],
    ['kind', of('text', texts, (t) => t.kind)],
    ['memo', of('text', texts, (t) => t.memo?.replaceAll('\u0000', '\ufffd'))],
    ['suspect', of('text', texts, (t) => t.suspect)],
  ];
  return {
    names: sql.join(columns.map(([name]) => sql.ref(name))),
    rows: sql.join(columns.map(([, values]) => values)),
    keys: sql.join(
      columns
        .filter(([name]) => keyNames.has(name))
        .map(([name, values]) => sql`${values} as ${sql.ref(name)}`),
    ),
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
