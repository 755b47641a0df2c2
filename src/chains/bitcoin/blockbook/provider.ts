import type { z } from 'zod';
import { type AccountId, addressOf } from '../../../domain/caip.ts';
import type { HeightRange } from '../../../domain/coverage.ts';
import type { Outpoint } from '../../../domain/utxo.ts';
import { type HttpClient, jsonOf } from '../../http.ts';
import type { ProviderSettings } from '../../provider-settings.ts';
import { sourceError } from '../../source-error.ts';
import type { BitcoinProvider, TransactionPlace } from '../provider.ts';
import {
  wireAccount,
  wireBlockIndex,
  wireRawBlock,
  wireSpends,
  wireStatus,
  wireTransaction,
} from './wire.ts';

/** Pages of one account that are read; one with more is a service's. */
const pagesMax = 100;
const headerBytes = 80;

/** A Blockbook server (Trezor's, and those of many providers), its API of version 2. */
export class BlockbookProvider implements BitcoinProvider {
  readonly name: string;
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #pageRows: number;
  readonly #http: HttpClient;

  constructor(settings: ProviderSettings, http: HttpClient) {
    this.name = `${settings.name}/blockbook`;
    this.#base = settings.url.replace(/\/+$/, '');
    this.#headers = settings.key === undefined ? {} : { 'api-key': settings.key };
    this.#pageRows = settings.pageRows;
    this.#http = http;
  }

  async tipHeight(signal: AbortSignal): Promise<number> {
    return (await this.#ask(wireStatus, '', signal)).blockbook.bestHeight;
  }

  async blockHash(height: number, signal: AbortSignal): Promise<string | undefined> {
    return (await this.#find(wireBlockIndex, `/block-index/${height}`, signal))?.blockHash;
  }

  async header({ blockHash }: TransactionPlace, signal: AbortSignal): Promise<Buffer> {
    return (await this.rawBlock(blockHash, signal)).subarray(0, headerBytes);
  }

  async rawBlock(blockHash: string, signal: AbortSignal): Promise<Buffer> {
    return (await this.#ask(wireRawBlock, `/rawblock/${blockHash}`, signal)).hex;
  }

  async rawTransaction(tx: string, signal: AbortSignal): Promise<Buffer | undefined> {
    const found = await this.#find(wireTransaction, `/tx/${tx}`, signal);
    if (found && !found.hex) {
      throw sourceError('source.unsupported', this.name, 'its transactions come without bytes');
    }
    return found?.hex;
  }

  async placeOf(tx: string, signal: AbortSignal): Promise<TransactionPlace | undefined> {
    const found = await this.#find(wireTransaction, `/tx/${tx}`, signal);
    if (!found?.blockHash || found.blockHeight < 0) return undefined;
    return { height: found.blockHeight, blockHash: found.blockHash };
  }

  /** One that only waits to be mined has no height. */
  async spenderOf({ tx, index }: Outpoint, signal: AbortSignal): Promise<string | undefined> {
    const { vout } = await this.#ask(wireSpends, `/tx/${tx}`, signal);
    const output = vout.find(({ n }) => n === index);
    if (!output) throw sourceError('source.bad-answer', this.name, 'the output is not there');
    if (!output.spent) return undefined;
    const { spentTxId, spentHeight = 0 } = output;
    if (spentTxId) return spentHeight > 0 ? spentTxId : undefined;
    throw sourceError('source.unsupported', this.name, 'it does not tell who spent an output');
  }

  async accountTransactions(account: AccountId, range: HeightRange, signal: AbortSignal) {
    const address = addressOf(account);
    if (address.startsWith('script-')) {
      throw sourceError('source.unsupported', this.name, 'it knows addresses, not scripts');
    }
    const found = new Map<string, number>();
    for (let page = 1; ; page++) {
      if (page > pagesMax) {
        throw sourceError(
          'source.too-large',
          this.name,
          `the account has more than ${pagesMax} pages`,
        );
      }
      const query = new URLSearchParams({
        details: 'txslight',
        page: `${page}`,
        pageSize: `${this.#pageRows}`,
        from: `${range.fromHeight}`,
        to: `${range.toHeight}`,
      });
      const answer = await this.#ask(wireAccount, `/address/${address}?${query}`, signal);
      for (const { txid, blockHeight } of answer.transactions ?? []) found.set(txid, blockHeight);
      if (page >= (answer.totalPages ?? 1)) break;
    }
    return [...found]
      .map(([tx, height]) => ({ tx, height }))
      .filter(({ height }) => height >= range.fromHeight && height <= range.toHeight);
  }

  async #ask<T>(schema: z.ZodType<T>, path: string, signal: AbortSignal): Promise<T> {
    const found = await this.#find(schema, path, signal);
    if (found !== undefined) return found;
    throw sourceError('source.bad-answer', this.name, 'what must be there was not found');
  }

  /** Undefined where the server says that there is no such thing. */
  async #find<T>(schema: z.ZodType<T>, path: string, signal: AbortSignal): Promise<T | undefined> {
    const url = `${this.#base}/api/v2${path}`;
    const answer = await this.#http({ url, headers: this.#headers }, signal);
    if (answer.status !== 200) {
      if (/not found|out of range/i.test(answer.text)) return undefined;
      throw sourceError('source.bad-answer', this.name, `status ${answer.status}`);
    }
    const parsed = schema.safeParse(jsonOf(answer, this.name));
    if (parsed.success) return parsed.data;
    const question = path.split('/')[1] ?? 'status';
    throw sourceError('source.bad-answer', this.name, `${question} answered nonsense`);
  }
}
