import { WagetraceError } from '../../../domain/errors.ts';
import { csvRecords } from '../../csv-records.ts';
import { readDate } from '../../published-date.ts';
import { columns } from './fetch.ts';

/** One wallet or account of an order. */
export interface SeizedIdentifier {
  readonly order: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly identifier: string;
  readonly currency?: string;
  readonly holder?: string;
  /** YYYY-MM-DD. */
  readonly expires?: string;
}

function malformed(line: number, message: string): WagetraceError {
  return new WagetraceError('list.malformed', `Line ${line}: ${message}`, { details: { line } });
}

/** Reads the table of orders. Dates are ISO or day first. */
export async function parseNbctf(chunks: AsyncIterable<Uint8Array>): Promise<SeizedIdentifier[]> {
  const rows: SeizedIdentifier[] = [];
  for await (const { line, columns: row } of csvRecords(chunks)) {
    const missing = columns.find((name) => row[name] === undefined);
    if (missing !== undefined) throw malformed(1, `there is no column ${missing}`);
    const { order, identifier, currency, holder } = row;
    const date = readDate(row['date']);
    const expires = readDate(row['expires']);
    if (!order || !identifier || !date) {
      throw malformed(line, 'an order, its date and an identifier are needed');
    }
    if (row['expires'] && !expires) throw malformed(line, 'the date of expiry cannot be read');
    rows.push({
      order,
      date,
      identifier,
      ...(currency ? { currency } : {}),
      ...(holder ? { holder } : {}),
      ...(expires ? { expires } : {}),
    });
  }
  return rows;
}
