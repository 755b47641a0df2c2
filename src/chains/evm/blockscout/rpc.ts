import type { z } from 'zod';
import type { HeightRange } from '../../../domain/coverage.ts';
import { type HttpClient, jsonOf } from '../../http.ts';
import { sourceError } from '../../source-error.ts';
import { page } from './wire.ts';

/** Pages of fifty rows, from the newest down: what lies deeper is out of reach of this API. */
const pagesMax = 200;

/** The REST API of one Blockscout. */
export class BlockscoutApi {
  readonly #provider: string;
  readonly #url: string;
  readonly #key: string | undefined;
  readonly #http: HttpClient;

  constructor(provider: string, url: string, key: string | undefined, http: HttpClient) {
    this.#provider = provider;
    this.#url = url.replace(/\/$/, '');
    this.#key = key;
    this.#http = http;
  }

  /** Where its JSON-RPC is. */
  get rpcUrl(): string {
    return `${this.#url}/api/eth-rpc${this.#key === undefined ? '' : `?apikey=${this.#key}`}`;
  }

  /**
   * The rows of a list of the account in the range, newest first. Throws
   * `source.too-large` where the range lies deeper than the pages reach.
   */
  async list<Row extends { readonly height: number | null }>(
    path: string,
    item: z.ZodType<Row>,
    range: HeightRange,
    signal: AbortSignal,
  ): Promise<(Row & { readonly height: number })[]> {
    const found: (Row & { readonly height: number })[] = [];
    let next: Record<string, unknown> = {};
    for (let pages = 0; pages < pagesMax; pages++) {
      const { items, next_page_params: following } = await this.#page(path, item, next, signal);
      // Those without a height wait for a block.
      const placed = items.flatMap((row) =>
        row.height === null ? [] : [{ ...row, height: row.height }],
      );
      found.push(...placed.filter(({ height }) => height <= range.toHeight));
      const last = placed.at(-1)?.height ?? Number.POSITIVE_INFINITY;
      if (!following || last < range.fromHeight) {
        return found.filter(({ height }) => height >= range.fromHeight);
      }
      next = following;
    }
    throw sourceError('source.too-large', this.#provider, `${pagesMax} pages do not reach so deep`);
  }

  /** All rows of a list that is short by nature. */
  async all<Row extends z.ZodType>(
    path: string,
    row: Row,
    signal: AbortSignal,
  ): Promise<z.output<Row>[]> {
    const rows: z.output<Row>[] = [];
    let next: Record<string, unknown> = {};
    for (let pages = 0; pages < pagesMax; pages++) {
      const { items, next_page_params: following } = await this.#page(path, row, next, signal);
      rows.push(...items);
      if (!following) return rows;
      next = following;
    }
    throw sourceError('source.too-large', this.#provider, `${pagesMax} pages are not all of it`);
  }

  async #page<Row extends z.ZodType>(
    path: string,
    row: Row,
    parameters: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ) {
    const url = new URL(`${this.#url}/api/v2${path}`);
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== null) url.searchParams.set(name, String(value));
    }
    if (this.#key !== undefined) url.searchParams.set('apikey', this.#key);
    const answer = await this.#http({ url: url.href }, signal);
    // An account that never did anything is not known there.
    if (answer.status === 404 && path.startsWith('/addresses/')) {
      return { items: [], next_page_params: null };
    }
    const parsed = page(row).safeParse(jsonOf(answer, this.#provider));
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    const list = path.split('/').at(-1) ?? '';
    throw sourceError('source.bad-answer', this.#provider, `${list} answered nonsense`, { where });
  }
}
