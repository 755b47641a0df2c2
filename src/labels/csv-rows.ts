import { parse } from 'csv-parse/sync';
import { messageOf, WagetraceError } from '../domain/errors.ts';
import type { LabelRow } from './read-labels.ts';

/** Columns of a table of labels, and whether they must be there. */
const columns: Readonly<Record<string, boolean>> = {
  chain: false,
  account: true,
  name: true,
  category: true,
  entity: false,
  source: true,
  reference: false,
  confidence: true,
  date: true,
  expires: false,
};

/** Reads a table of labels. Throws `label.bad-file` for another header or no CSV at all. */
export function csvRows(text: string): LabelRow[] {
  try {
    const parsed = parse(text, { bom: true, columns: checkHeader, info: true, trim: true });
    // CAST: with `info` and `columns` csv-parse returns {record, info}; its types do not say so.
    const rows = parsed as unknown as {
      record: Record<string, string>;
      info: { lines: number };
    }[];
    return rows.map(({ record, info }) => ({ line: info.lines, given: cells(record) }));
  } catch (error) {
    throw new WagetraceError('label.bad-file', messageOf(error), { cause: error });
  }
}

function checkHeader(header: readonly string[]): string[] {
  const unknown = header.filter((name) => !(name in columns));
  const missing = Object.keys(columns).filter((name) => columns[name] && !header.includes(name));
  if (unknown.length > 0 || missing.length > 0) {
    const message = `missing columns: ${missing.join(', ')}; unknown columns: ${unknown.join(', ')}`;
    throw new WagetraceError('label.bad-file', message.slice(0, 500));
  }
  return [...header];
}

function cells(record: Readonly<Record<string, string>>) {
  const filled = Object.entries(record).filter(([, value]) => value !== '');
  const row: Record<string, unknown> = Object.fromEntries(filled);
  const { confidence } = record;
  if (confidence !== undefined && /^\d{1,3}$/.test(confidence)) {
    row['confidence'] = Number(confidence);
  }
  return row;
}
