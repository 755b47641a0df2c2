import { parse } from 'csv-parse/sync';
import { assetId } from '../domain/caip.ts';
import { messageOf, WagetraceError } from '../domain/errors.ts';
import type { PriceSource } from '../ports/prices.ts';
import { priceFigure } from './price-figure.ts';

const rowsMax = 1_000_000;
const columns = ['day', 'asset', 'usd'];

/**
 * An operator's table of daily prices: columns `day` (YYYY-MM-DD, UTC), `asset` (CAIP-19), `usd`
 * (a decimal figure). A day that is not there has no price. Throws `price.bad-table` with the line.
 */
export function dailyTable(text: string): PriceSource {
  const prices = new Map<string, string>();
  for (const { record, line } of rowsOf(text)) {
    const usd = priceFigure(record['usd'] ?? '');
    const day = record['day'] ?? '';
    if (usd === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day)) {
      throw badTable(`line ${line}: a day, an asset and a positive figure`);
    }
    prices.set(`${day} ${assetId(record['asset'] ?? '')}`, usd);
  }
  return {
    name: 'daily-table',
    priceAt: async ({ asset, at }) => {
      const day = at.slice(0, 10);
      const usdPerUnit = prices.get(`${day} ${asset}`);
      return usdPerUnit === undefined ? undefined : { usdPerUnit, at: `${day}T00:00:00.000Z` };
    },
  };
}

function badTable(message: string, cause?: unknown): WagetraceError {
  return new WagetraceError('price.bad-table', `The table of prices: ${message}`, { cause });
}

function rowsOf(text: string) {
  try {
    const parsed = parse(text, { bom: true, columns: checkHeader, info: true, trim: true });
    if (parsed.length > rowsMax) throw badTable(`more than ${rowsMax} rows`);
    // CAST: with `info` and `columns` csv-parse returns {record, info}; its types do not say so.
    const rows = parsed as unknown as {
      record: Readonly<Record<string, string>>;
      info: { lines: number };
    }[];
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    throw badTable(messageOf(error), error);
  }
}

function checkHeader(header: readonly string[]): string[] {
  if (header.length !== columns.length || columns.some((name) => !header.includes(name))) {
    throw badTable(`its columns are ${columns.join(', ')}`);
  }
  return [...header];
}
