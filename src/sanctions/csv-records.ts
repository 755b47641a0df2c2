import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { WagetraceError } from '../domain/errors.ts';

/** A row by its column names, in lower case, with the line it ends on. */
export interface CsvRecord {
  readonly line: number;
  readonly columns: Readonly<Record<string, string>>;
}

const recordsMax = 1_000_000;
const recordBytesMax = 1_000_000;

/**
 * Reads a CSV with a header row. Throws `list.malformed` naming the line for what cannot be read
 * and `list.too-large` at a limit.
 */
export async function* csvRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  const parser = Readable.from(chunks).pipe(
    parse({
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      trim: true,
      skip_empty_lines: true,
      max_record_size: recordBytesMax,
      info: true,
    }),
  );
  let records = 0;
  try {
    for await (const { record, info } of parser) {
      if (++records > recordsMax) {
        throw new WagetraceError('list.too-large', `More than ${recordsMax} rows`);
      }
      yield { line: info.lines, columns: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new WagetraceError('list.malformed', `The table cannot be read: ${error.message}`, {
      cause: error,
    });
  }
}
