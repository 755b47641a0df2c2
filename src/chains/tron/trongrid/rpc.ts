import type { z } from 'zod';
import { sourceError } from '../../source-error.ts';
import type { TronNode } from '../rpc.ts';
import { page } from './wire.ts';

/** TronGrid gives about so many pages of one time window, and then none. */
export const pagesMax = 5;

/** A closed stretch of time, in milliseconds since 1970. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A list of TronGrid's, and what it calls the ends of a window. */
export interface GridList<Row extends z.ZodType> {
  readonly path: string;
  readonly row: Row;
  readonly fromName: 'min_timestamp' | 'min_block_timestamp';
  readonly toName: 'max_timestamp' | 'max_block_timestamp';
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * All rows of a list in the window, page by page. Throws `source.range-too-wide`
 * where there may be more than TronGrid gives of one window.
 */
export async function readList<Row extends z.ZodType>(
  node: TronNode,
  provider: string,
  { path, row, fromName, toName, query: more }: GridList<Row>,
  window: TimeWindow,
  pageRows: number,
  signal: AbortSignal,
): Promise<z.output<Row>[]> {
  const rows: z.output<Row>[] = [];
  let fingerprint: string | undefined;
  for (let pages = 0; pages < pagesMax; pages++) {
    const query = new URLSearchParams({
      limit: String(pageRows),
      order_by: 'block_timestamp,asc',
      [fromName]: String(window.fromMs),
      [toName]: String(window.toMs),
      ...more,
      ...(fingerprint === undefined ? {} : { fingerprint }),
    });
    const answer = await node.ask(page(row), `${path}?${query}`, undefined, signal);
    rows.push(...answer.data);
    fingerprint = answer.meta?.fingerprint;
    const cut = rows.length >= pagesMax * pageRows;
    if (fingerprint === undefined && !cut) return rows;
  }
  throw sourceError('source.range-too-wide', provider, 'the window has more rows than it gives');
}
