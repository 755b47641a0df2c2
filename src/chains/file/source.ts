import { readAccount } from '../../accounts/account.ts';
import type { AccountId, ChainId } from '../../domain/caip.ts';
import type { Coverage } from '../../domain/coverage.ts';
import { isWagetraceError, WagetraceError } from '../../domain/errors.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { FileLimits } from './limits.ts';
import { mapRow } from './map.ts';
import { type FileMapping, givesOrder } from './mapping.ts';
import { inferOrder } from './order.ts';
import type { RowError } from './row-error.ts';
import { readRows } from './rows.ts';
import { sortedByHeight } from './sort.ts';
import { wholeLines } from './whole-lines.ts';

/** Transfers handed over at once. */
const batchRows = 10_000;

export interface FileImportOptions {
  readonly mapping: FileMapping;
  readonly limits: FileLimits;
  /** Where a large file may be sorted. */
  readonly scratchFolder: string;
  /** Name of the file, for coverage and evidence. */
  readonly name: string;
  /** ISO 8601 UTC. */
  readonly readAt: string;
}

/** What became of a file. */
export interface FileImport {
  readonly rows: number;
  readonly transfers: number;
  /** The first errors, by line. */
  readonly errors: readonly RowError[];
  readonly errorCount: number;
  /** The limit at which reading stopped; the rest of the file was not looked at. */
  readonly limit?: 'bytes' | 'rows';
  /** What the mapping declares, for the ledger; it lacks the rows that could not be read. */
  readonly coverage: readonly Coverage[];
}

/**
 * Reads a file of transfers and hands them on in batches, by ascending height and in the order of
 * their block, to be stored as imports of the organisation that brought it. The input is streamed:
 * beyond `sortRowsMax` rows memory does not grow with it. Coverage is to be stored last.
 *
 * Throws `import.missing-column`, `import.row-too-large`, `import.block-too-large`,
 * `account.unreadable` for a declared account, and what the input or `store` throws.
 */
export async function importTransfers(
  input: AsyncIterable<Uint8Array | string>,
  options: FileImportOptions,
  store: (transfers: readonly Transfer[]) => Promise<void>,
): Promise<FileImport> {
  const { mapping, limits } = options;
  const declared = declaredCoverage(options);
  const reader = new FileReader(input, options);
  const sorted = sortedByHeight(reader.transfers(), limits.sortRowsMax, options.scratchFolder);
  let transfers = 0;
  let batch: Transfer[] = [];
  const handOver = async () => {
    if (batch.length > 0) await store(batch);
    transfers += batch.length;
    batch = [];
  };
  for await (const block of blocksOf(sorted, limits.blockRowsMax)) {
    batch.push(...(givesOrder(mapping) ? block : inferOrder(block)));
    if (batch.length >= batchRows) await handOver();
  }
  await handOver();
  const { rows, errorCount, limit } = reader;
  // The parser runs ahead of the rows and tells of what it skipped first.
  const errors = reader.errors.sort((a, b) => a.line - b.line);
  const lacks = [...(errorCount > 0 ? ['bad-rows'] : []), ...(limit ? ['file-limit'] : [])];
  const coverage = declared.map((c) => (lacks.length > 0 ? { ...c, lacks } : c));
  return { rows, transfers, errors, errorCount, coverage, ...(limit ? { limit } : {}) };
}

/** Rows to transfers; keeps count of what it met. */
class FileReader {
  rows = 0;
  errorCount = 0;
  limit: 'bytes' | 'rows' | undefined;
  readonly errors: RowError[] = [];
  readonly #input: AsyncIterable<Uint8Array | string>;
  readonly #options: FileImportOptions;

  constructor(input: AsyncIterable<Uint8Array | string>, options: FileImportOptions) {
    this.#input = input;
    this.#options = options;
  }

  async *transfers(): AsyncGenerator<Transfer> {
    const { mapping, limits } = this.#options;
    const lines = wholeLines(this.#input, limits);
    for await (const row of readRows(lines.chunks, mapping, limits)) {
      if (this.rows === limits.rowsMax) {
        this.limit = 'rows';
        return;
      }
      this.rows += 1;
      const mapped = 'cell' in row ? mapRow(row, mapping, limits) : row;
      if ('tx' in mapped) yield mapped;
      else this.#refuse(mapped, limits.errorsMax);
    }
    if (lines.cut()) this.limit = 'bytes';
  }

  #refuse(error: RowError, errorsMax: number): void {
    this.errorCount += 1;
    if (this.errors.length < errorsMax) this.errors.push(error);
  }
}

async function* blocksOf(
  sorted: AsyncIterable<Transfer>,
  blockRowsMax: number,
): AsyncGenerator<Transfer[]> {
  let block: Transfer[] = [];
  for await (const transfer of sorted) {
    if (block[0] && block[0].height !== transfer.height) {
      yield block;
      block = [];
    }
    block.push(transfer);
    if (block.length > blockRowsMax) {
      throw new WagetraceError('import.block-too-large', 'Too many rows have one height', {
        details: { height: transfer.height, rowsMax: blockRowsMax },
      });
    }
  }
  if (block.length > 0) yield block;
}

function declaredCoverage({ mapping, name, readAt }: FileImportOptions): Coverage[] {
  const { chain, covers } = mapping;
  if (covers.kind === 'nothing') return [];
  const { fromHeight, toHeight } = covers;
  const whole = { chain, fromHeight, toHeight, source: `file:${name}`, readAt };
  if (covers.kind === 'whole') return [whole];
  return covers.accounts.map((account) => ({ ...whole, account: declaredAccount(chain, account) }));
}

function declaredAccount(chain: ChainId, account: string): AccountId {
  try {
    return readAccount(chain, account);
  } catch (error) {
    if (!isWagetraceError(error)) throw error;
    const message = `covers.accounts of the mapping, ${account.slice(0, 120)}: ${error.message}`;
    throw new WagetraceError(error.code, message, { cause: error });
  }
}
