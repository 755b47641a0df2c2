import type { HeightRange } from '../../../domain/coverage.ts';
import { sourceError } from '../../source-error.ts';

/** Explorers give no rows beyond this place of a list, however it is paged. */
const placesMax = 10_000;

interface Placed {
  readonly blockNumber: number;
}

/** Rows of a range, ascending by height, one page of them. Pages count from 1. */
export type ReadPage<Row> = (
  range: HeightRange,
  page: number,
  signal: AbortSignal,
) => Promise<readonly Row[]>;

/** Rows that are all of their kind up to `completeTo`. */
export interface CompleteRows<Row> {
  readonly rows: readonly Row[];
  readonly completeTo: number;
}

/**
 * The first rows of a range, and up to which height they are all: a full page may end within a
 * block, so that its last block is left for the next question. A block that fills a page alone is
 * read page by page. Throws `source.too-large` for more rows than the explorer will ever give.
 */
export async function firstRows<Row extends Placed>(
  readPage: ReadPage<Row>,
  pageRows: number,
  range: HeightRange,
  provider: string,
  signal: AbortSignal,
): Promise<CompleteRows<Row>> {
  const rows = await readPage(range, 1, signal);
  checkPlaces(rows, range, provider);
  if (rows.length < pageRows) return { rows, completeTo: range.toHeight };
  const last = rows.at(-1)?.blockNumber ?? range.fromHeight;
  if (last > range.fromHeight) {
    return { rows: rows.filter((row) => row.blockNumber < last), completeTo: last - 1 };
  }
  const block = { fromHeight: last, toHeight: last };
  return { rows: await wholeBlock(readPage, pageRows, block, provider, signal), completeTo: last };
}

async function wholeBlock<Row extends Placed>(
  readPage: ReadPage<Row>,
  pageRows: number,
  block: HeightRange,
  provider: string,
  signal: AbortSignal,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1; page * pageRows <= placesMax; page++) {
    const more = await readPage(block, page, signal);
    checkPlaces(more, block, provider);
    rows.push(...more);
    if (more.length < pageRows) return rows;
  }
  throw sourceError('source.too-large', provider, `one block has more than ${placesMax} rows`, {
    height: block.fromHeight,
  });
}

function checkPlaces(rows: readonly Placed[], range: HeightRange, provider: string): void {
  let height = range.fromHeight;
  for (const { blockNumber } of rows) {
    if (blockNumber < height || blockNumber > range.toHeight) {
      throw sourceError('source.bad-answer', provider, 'rows are out of order or out of range');
    }
    height = blockNumber;
  }
}

/** A list that is read ahead by pages and given out by heights. */
export class RowQueue<Row extends Placed> {
  readonly #read: (range: HeightRange, signal: AbortSignal) => Promise<CompleteRows<Row>>;
  #rows: readonly Row[] = [];
  #completeTo = -1;

  constructor(read: (range: HeightRange, signal: AbortSignal) => Promise<CompleteRows<Row>>) {
    this.#read = read;
  }

  /** Reads until something is known from `range.fromHeight` on; up to which height. */
  async readAhead(range: HeightRange, signal: AbortSignal): Promise<number> {
    if (this.#completeTo < range.fromHeight) {
      const { rows, completeTo } = await this.#read(range, signal);
      this.#rows = rows;
      this.#completeTo = completeTo;
    }
    return this.#completeTo;
  }

  /** Hands out the rows up to the height. */
  take(toHeight: number): readonly Row[] {
    const taken = this.#rows.filter((row) => row.blockNumber <= toHeight);
    this.#rows = this.#rows.filter((row) => row.blockNumber > toHeight);
    return taken;
  }
}
