import { readAccountWithMemo } from '../../accounts/account.ts';
import { parseBase, parseDecimal } from '../../domain/amount.ts';
import type { AssetId } from '../../domain/caip.ts';
import { isWagetraceError, WagetraceError } from '../../domain/errors.ts';
import { positionBand, type Transfer, type TransferKind } from '../../domain/transfer.ts';
import type { FileLimits } from './limits.ts';
import type { FileMapping } from './mapping.ts';
import type { RowError } from './row-error.ts';
import type { Row } from './rows.ts';
import { readTime } from './time.ts';

const kinds: ReadonlySet<string> = new Set<TransferKind>([
  'native',
  'token',
  'internal',
  'fee',
  'mint',
  'burn',
  'coinbase',
  'withdrawal',
  'reward',
  'adjustment',
]);

/**
 * One row as a transfer. Where the mapping has no order, `txIndex` is the index that was given or
 * 0, and `position` is left 0: `order.ts` sets both.
 */
export function mapRow(
  row: Row,
  mapping: FileMapping,
  limits: Pick<FileLimits, 'cellMax'>,
): Transfer | RowError {
  const cells = new Cells(row, limits.cellMax);
  try {
    return transferOf(cells, mapping);
  } catch (error) {
    if (!isWagetraceError(error)) throw error;
    return { line: row.line, column: cells.last, code: error.code, message: error.message };
  }
}

/** The cells of a row; knows which one was read last, which is the one that an error is about. */
class Cells {
  last = '';
  readonly #row: Row;
  readonly #cellMax: number;

  constructor(row: Row, cellMax: number) {
    this.#row = row;
    this.#cellMax = cellMax;
  }

  optional(column: string | undefined): string | undefined {
    if (column === undefined) return undefined;
    this.last = column;
    const text = this.#row.cell(column);
    if (text !== undefined && text.length > this.#cellMax) {
      throw new WagetraceError('cell.too-long', `Longer than ${this.#cellMax} characters`);
    }
    return text === undefined || text.trim() === '' ? undefined : text;
  }

  text(column: string): string {
    const text = this.optional(column);
    if (text === undefined) {
      throw new WagetraceError('cell.empty', 'No value, or a number that lost digits');
    }
    return text.trim();
  }

  integer(column: string, max: number): number {
    const text = this.text(column);
    const value = Number(text);
    if (!/^\d{1,16}$/.test(text) || value > max) {
      throw new WagetraceError('cell.bad-integer', `Not an integer from 0 to ${max}`);
    }
    return value;
  }
}

function transferOf(cells: Cells, mapping: FileMapping): Transfer {
  const { chain, columns } = mapping;
  const height = cells.integer(columns.height, Number.MAX_SAFE_INTEGER);
  const time = readTime(cells.text(columns.time));
  const tx = readHash(cells.text(columns.tx));
  const asset = readAsset(cells, mapping);
  const from = readAccountWithMemo(chain, cells.text(columns.from)).account;
  const to = readAccountWithMemo(chain, cells.text(columns.to));
  const amount = cells.text(columns.amount);
  const amountBase =
    mapping.amounts === 'base' ? parseBase(amount) : parseDecimal(amount, asset.decimals);
  const kind = readKind(cells.optional(columns.kind), asset.id);
  const place = readPlace(cells, mapping);
  const memo = cells.optional(columns.memo) ?? to.memo;
  return {
    chain,
    height,
    blockHash: '',
    time,
    tx,
    ...place,
    from,
    to: to.account,
    ...(memo === undefined ? {} : { memo }),
    asset: asset.id,
    amountBase,
    kind,
  };
}

/** One spelling for a hash in hex, so that it is the same as the chain's own. */
function readHash(text: string): string {
  if (!/^[-\w.:+/=]{1,128}$/.test(text)) {
    throw new WagetraceError('cell.bad-hash', 'Not a transaction hash');
  }
  return /^(0x)?[0-9a-fA-F]{64}$/.test(text) ? text.toLowerCase() : text;
}

function readAsset(cells: Cells, mapping: FileMapping): { id: AssetId; decimals: number } {
  if (mapping.columns.asset === undefined) {
    if (mapping.asset) return mapping.asset;
  } else {
    const assets = mapping.assets ?? {};
    const value = cells.text(mapping.columns.asset);
    const asset = Object.hasOwn(assets, value) ? assets[value] : undefined;
    if (asset) return asset;
  }
  throw new WagetraceError('cell.unknown-asset', 'The mapping does not say which asset this is');
}

function readKind(text: string | undefined, asset: AssetId): TransferKind {
  if (text === undefined) return asset.includes('/slip44:') ? 'native' : 'token';
  if (!kinds.has(text)) throw new WagetraceError('cell.bad-kind', 'Not a kind of transfer');
  // CAST: it is one of the set.
  return text as TransferKind;
}

/** Log indexes count through the block, so that they order it where no transaction index is given. */
function readPlace(cells: Cells, { columns }: FileMapping): Pick<Transfer, 'txIndex' | 'position'> {
  const int4Max = 2 ** 31 - 1;
  const txIndex = columns.txIndex === undefined ? 0 : cells.integer(columns.txIndex, int4Max);
  if (columns.position !== undefined) {
    return { txIndex, position: cells.integer(columns.position, int4Max) };
  }
  if (columns.logIndex === undefined) return { txIndex, position: 0 };
  const logIndex = cells.integer(columns.logIndex, positionBand.internal - positionBand.log - 1);
  return {
    txIndex: columns.txIndex === undefined ? logIndex : txIndex,
    position: positionBand.log + logIndex,
  };
}
