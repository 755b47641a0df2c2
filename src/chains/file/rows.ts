import { pipeline, Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { WagetraceError } from '../../domain/errors.ts';
import type { FileLimits } from './limits.ts';
import type { FileMapping } from './mapping.ts';
import type { RowError } from './row-error.ts';
import { rowTooLarge } from './whole-lines.ts';

/** The mapped cells of one row, as text. */
export interface Row {
  readonly line: number;
  cell(column: string): string | undefined;
}

/**
 * The rows of a file, each one or an error, as they are read.
 * Throws `import.missing-column` for a CSV without a column that is mapped, and
 * `import.row-too-large`.
 */
export function readRows(
  chunks: AsyncIterable<Buffer>,
  mapping: Pick<FileMapping, 'format' | 'delimiter' | 'columns'>,
  limits: FileLimits,
): AsyncGenerator<Row | RowError> {
  return mapping.format === 'csv'
    ? readCsv(chunks, mapping.delimiter, Object.values(mapping.columns), limits)
    : readJsonLines(chunks);
}

async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  delimiter: string,
  wanted: readonly (string | undefined)[],
  limits: FileLimits,
): AsyncGenerator<Row | RowError> {
  const skipped: CsvError[] = [];
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: limits.rowBytesMax,
    // A stray quote is part of its cell; taken for an opening one, it would swallow rows.
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error) skipped.push(error);
      return undefined;
    },
  });
  // A failure of the input ends the parser with the same error, which the loop below throws.
  pipeline(Readable.from(chunks), parser, () => undefined);
  let columns: ReadonlyMap<string, number> | undefined;
  // CAST: `info: true` makes records of this form.
  for await (const item of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    yield* skipped.splice(0).map((error) => csvRowError(error, limits));
    const { record, info } = item;
    if (columns) yield csvRow(columns, record, info.lines);
    else columns = headerOf(record, wanted);
  }
  yield* skipped.splice(0).map((error) => csvRowError(error, limits));
  if (!columns) headerOf([], wanted);
}

function headerOf(
  record: readonly string[],
  wanted: readonly (string | undefined)[],
): ReadonlyMap<string, number> {
  const columns = new Map(record.map((name, index) => [name.trim(), index]));
  const missing = wanted.filter((name) => name !== undefined && !columns.has(name));
  if (missing.length > 0) {
    const message = `The file lacks columns that the mapping names: ${missing.join(', ')}`;
    throw new WagetraceError('import.missing-column', message, {
      details: { columns: missing.map(String) },
    });
  }
  return columns;
}

function csvRow(
  columns: ReadonlyMap<string, number>,
  record: readonly string[],
  line: number,
): Row {
  return {
    line,
    cell: (column) => {
      const index = columns.get(column);
      return index === undefined ? undefined : record[index];
    },
  };
}

/** The parser's own message quotes the row, so it is not repeated. */
function csvRowError(error: CsvError, limits: FileLimits): RowError {
  if (error.code === 'CSV_MAX_RECORD_SIZE') throw rowTooLarge(limits.rowBytesMax);
  const line = Number(error['lines'] ?? 0);
  return error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH'
    ? { line, code: 'row.wrong-length', message: 'Not as many cells as there are columns' }
    : { line, code: 'row.bad-quotes', message: 'A quote is opened and never closed' };
}

async function* readJsonLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Row | RowError> {
  let line = 0;
  for await (const chunk of chunks) {
    const lines = chunk.toString('utf8').split('\n');
    // Chunks end with a line, so the last part is empty, or the last line of the file.
    if (lines.at(-1) === '') lines.pop();
    for (const text of lines) {
      line += 1;
      const content = line === 1 ? text.replace(/^\ufeff/, '') : text;
      if (content.trim() !== '') yield jsonRow(content, line);
    }
  }
}

function jsonRow(text: string, line: number): Row | RowError {
  const bad: RowError = { line, code: 'row.bad-json', message: 'Not a JSON object' };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad;
    const cells = new Map(Object.entries(value));
    return { line, cell: (column) => cellText(cells.get(column)) };
  } catch (error) {
    if (error instanceof SyntaxError) return bad;
    throw error;
  }
}

/** A number beyond 2^53, or with a fraction, has lost digits before it could be read: it has no text. */
function cellText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}
