import { z } from 'zod';
import type { ChainId } from '../../domain/caip.ts';
import { exactJsonOf, type HttpClient } from '../http.ts';
import { sayable } from '../sayable.ts';
import { sourceError } from '../source-error.ts';
import { type ExecutedTransaction, executedOf } from './map.ts';
import {
  orNothing,
  type WireBlock,
  type WireInfo,
  wireBlock,
  wireHeader,
  wireInfo,
  wireTransaction,
} from './wire.ts';

export interface TronEndpoint {
  readonly provider: string;
  /** Of the node's HTTP API, without a path. */
  readonly url: string;
  readonly key?: string | undefined;
  readonly jsonRpcUrl?: string | undefined;
  readonly http: HttpClient;
}

/** Nodes give errors with status 200. */
const wireError = z.union([
  z.object({ Error: z.string() }).transform(({ Error: said }) => said),
  z
    .object({ success: z.literal(false), error: z.string().optional() })
    .transform(({ error }) => error ?? ''),
]);

export interface TronHeader {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
  /** Milliseconds. */
  readonly timestampMs: number;
}

function headerOf(wire: z.infer<typeof wireHeader>): TronHeader {
  const { number, parentHash, timestamp } = wire.block_header.raw_data;
  return { number, hash: wire.blockID, parentHash, timestampMs: timestamp };
}

/** A java-tron node by its HTTP API; TronGrid serves the same paths. */
export class TronNode {
  readonly #endpoint: TronEndpoint;
  #chainChecked = false;

  constructor(endpoint: TronEndpoint) {
    this.#endpoint = endpoint;
  }

  /** A request to any path of the endpoint, its answer checked. */
  async ask<T>(
    schema: z.ZodType<T>,
    path: string,
    body: Readonly<Record<string, unknown>> | undefined,
    signal: AbortSignal,
  ): Promise<T> {
    const url = `${this.#endpoint.url.replace(/\/$/, '')}${path}`;
    return await this.#send(schema, path.split('?')[0] ?? '', url, body, signal);
  }

  /** A JSON-RPC call. Throws `source.unsupported` where the node's JSON-RPC is not configured. */
  async askJsonRpc<T>(
    schema: z.ZodType<T>,
    call: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<T> {
    const { jsonRpcUrl, provider } = this.#endpoint;
    if (jsonRpcUrl !== undefined)
      return await this.#send(schema, 'JSON-RPC', jsonRpcUrl, call, signal);
    throw sourceError(
      'source.unsupported',
      provider,
      'no jsonRpcUrl is set, nor nativeScan: blocks',
    );
  }

  async #send<T>(
    schema: z.ZodType<T>,
    asked: string,
    url: string,
    body: Readonly<Record<string, unknown>> | undefined,
    signal: AbortSignal,
  ): Promise<T> {
    const { provider, http, key } = this.#endpoint;
    const headers = key === undefined ? {} : { 'TRON-PRO-API-KEY': key };
    const json = exactJsonOf(
      await http({ url, headers, ...(body ? { body } : {}) }, signal),
      provider,
    );
    const error = wireError.safeParse(json);
    if (error.success) throw this.#refusal(error.data);
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw sourceError('source.bad-answer', provider, `${asked} answered nonsense`, { where });
  }

  /**
   * The chain's id is the end of the hash of its first block (TIP-474). Asked once, since a URL of
   * a test network would file its transfers under the main one. Throws `source.wrong-chain`.
   */
  async checkChain(chain: ChainId, signal: AbortSignal): Promise<void> {
    if (this.#chainChecked) return;
    const { hash } = await this.existingHeader(0, signal);
    const found = `tron:0x${hash.slice(-8)}`;
    if (found !== chain) {
      throw sourceError('source.wrong-chain', this.#endpoint.provider, `serves ${found}`);
    }
    this.#chainChecked = true;
  }

  async newest(signal: AbortSignal): Promise<TronHeader> {
    return headerOf(await this.ask(wireHeader, '/wallet/getnowblock', {}, signal));
  }

  /** The newest block that two thirds of the super representatives have built upon. */
  async irreversible(signal: AbortSignal): Promise<TronHeader> {
    return headerOf(await this.ask(wireHeader, '/walletsolidity/getnowblock', {}, signal));
  }

  /** Undefined above the head. */
  async header(height: number, signal: AbortSignal): Promise<TronHeader | undefined> {
    // `detail` leaves the transactions out; older nodes ignore it and give them all.
    const body = { id_or_num: String(height), detail: false };
    const schema = orNothing(wireHeader);
    const found = await this.ask(schema, '/wallet/getblock', body, signal);
    if (found && found.block_header.raw_data.number !== height) {
      throw sourceError(
        'source.bad-answer',
        this.#endpoint.provider,
        'answered with another block',
      );
    }
    return found && headerOf(found);
  }

  /** Throws `source.above-head` where the block is not there (any more). */
  async existingHeader(height: number, signal: AbortSignal): Promise<TronHeader> {
    const header = await this.header(height, signal);
    if (header) return header;
    throw sourceError('source.above-head', this.#endpoint.provider, 'has no such block yet', {
      height,
    });
  }

  /** The height of the transaction's block, or undefined where it is in none. */
  async heightOf(tx: string, signal: AbortSignal): Promise<number | undefined> {
    const body = { value: tx };
    const found = await this.ask(
      orNothing(wireTransaction),
      '/wallet/gettransactionbyid',
      body,
      signal,
    );
    if (!found) return undefined;
    const info = await this.ask(
      orNothing(wireInfo),
      '/wallet/gettransactioninfobyid',
      body,
      signal,
    );
    return info?.blockNumber;
  }

  /** A block with everything that its transactions did. Throws `source.reorged` if it is replaced meanwhile. */
  async executed(
    height: number,
    signal: AbortSignal,
  ): Promise<{ block: WireBlock; transactions: ExecutedTransaction[] }> {
    const body = { num: height };
    const [block, infos] = await Promise.all([
      this.ask(orNothing(wireBlock), '/wallet/getblockbynum', body, signal),
      this.ask(
        z.union([z.array(wireInfo), z.strictObject({}).transform((): WireInfo[] => [])]),
        '/wallet/gettransactioninfobyblocknum',
        body,
        signal,
      ),
    ]);
    const { provider } = this.#endpoint;
    if (!block) {
      throw sourceError('source.above-head', provider, 'has no such block yet', { height });
    }
    if (block.block_header.raw_data.number !== height) {
      throw sourceError('source.bad-answer', provider, 'answered with another block');
    }
    const alike = block.transactions.every((tx, index) => infos[index]?.id === tx.txID);
    if (!alike || infos.length !== block.transactions.length) {
      throw sourceError('source.reorged', provider, 'outcomes are not of the block read');
    }
    return { block, transactions: executedOf(block, infos) };
  }

  #refusal(said: string) {
    const { provider } = this.#endpoint;
    const limited = /rate|frequency|too many|exceed/i.test(said);
    const code = limited ? 'source.rate-limited' : 'source.bad-answer';
    return sourceError(code, provider, `refused: ${sayable(said)}`);
  }
}
