import { z } from 'zod';
import { type HttpClient, jsonOf } from '../../http.ts';
import { sayable } from '../../sayable.ts';
import { type SourceErrorCode, sourceError } from '../../source-error.ts';
import { isReverted } from '../reverted.ts';
import type { EvmRpc } from '../rpc.ts';
import { envelope } from './wire.ts';

export interface EtherscanEndpoint {
  readonly provider: string;
  /** The API's address without parameters. */
  readonly url: string;
  readonly key: string | undefined;
  /** Etherscan v2 serves many chains by one address; Blockscout one. */
  readonly chainNumber: number | undefined;
  readonly http: HttpClient;
}

export type Parameters = Readonly<Record<string, string | number>>;

/** Meanings of a refusal: they come with status 200, as text, and as they like. First match wins. */
const meanings: readonly (readonly [RegExp, SourceErrorCode])[] = [
  [/daily|quota|per day/i, 'source.quota-exhausted'],
  [/rate limit|max calls|too many|per sec/i, 'source.rate-limited'],
  [/not supported|upgrade|api pro/i, 'source.unsupported'],
  [/api key|apikey|not authori/i, 'source.refused'],
  [/timeout|smaller|window is too large|too large/i, 'source.range-too-wide'],
];
const nothingFound = /^no .*found/i;

/** One explorer that speaks Etherscan's dialect. */
export class EtherscanApi {
  readonly #endpoint: EtherscanEndpoint;

  constructor(endpoint: EtherscanEndpoint) {
    this.#endpoint = endpoint;
  }

  /** The rows of a list; none where the explorer says that it found nothing. */
  async rows<T>(row: z.ZodType<T>, parameters: Parameters, signal: AbortSignal): Promise<T[]> {
    const result = await this.#ask(parameters, signal);
    return this.#checked(z.array(row), result ?? [], String(parameters['action']));
  }

  /** A call that the explorer hands on to its node. */
  async proxied<T>(schema: z.ZodType<T>, parameters: Parameters, signal: AbortSignal): Promise<T> {
    const result = await this.#ask({ module: 'proxy', ...parameters }, signal);
    return this.#checked(schema, result, String(parameters['action']));
  }

  #checked<T>(schema: z.ZodType<T>, result: unknown, action: string): T {
    const parsed = schema.safeParse(result);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    const { provider } = this.#endpoint;
    throw sourceError('source.bad-answer', provider, `${action} answered nonsense`, { where });
  }

  /** The result, or undefined for an empty list. */
  async #ask(parameters: Parameters, signal: AbortSignal): Promise<unknown> {
    const { provider, http, chainNumber, key } = this.#endpoint;
    const url = new URL(this.#endpoint.url);
    if (chainNumber !== undefined) url.searchParams.set('chainid', String(chainNumber));
    for (const [name, value] of Object.entries(parameters)) {
      url.searchParams.set(name, String(value));
    }
    if (key !== undefined) url.searchParams.set('apikey', key);
    const parsed = envelope.safeParse(jsonOf(await http({ url: url.href }, signal), provider));
    if (!parsed.success)
      throw sourceError('source.bad-answer', provider, 'not an answer of the API');
    const answer = parsed.data;
    if ('error' in answer) throw this.#refusal(answer.error.message);
    if ('jsonrpc' in answer || answer.status === '1') return answer.result;
    const message = answer.message ?? '';
    if (nothingFound.test(message)) return undefined;
    throw this.#refusal(typeof answer.result === 'string' ? answer.result : message);
  }

  #refusal(said: string) {
    const { provider } = this.#endpoint;
    const meant = isReverted(undefined, said)
      ? undefined
      : meanings.find(([pattern]) => pattern.test(said))?.[1];
    const code = meant ?? 'source.bad-answer';
    return sourceError(code, provider, `refused: ${sayable(said)}`);
  }
}

/** The parameters by which the explorer's proxy takes a JSON-RPC call. */
const proxyParameters: Readonly<Record<string, readonly string[]>> = {
  eth_getBlockByNumber: ['tag', 'boolean'],
  eth_getTransactionByHash: ['txhash'],
  eth_getTransactionReceipt: ['txhash'],
  eth_getCode: ['address', 'tag'],
  eth_call: ['to', 'data', 'tag'],
};

const wireCall = z.object({ to: z.string(), data: z.string() });

/** The node behind the explorer, for single blocks, transactions and accounts. */
export function proxyRpc(api: EtherscanApi, provider: string): EvmRpc {
  return {
    async call(schema, method, params, signal) {
      const names = proxyParameters[method];
      if (!names) throw sourceError('source.unsupported', provider, `${method} is not handed on`);
      // A call's own fields are parameters of the explorer.
      const values = params.flatMap((value) => {
        const call = wireCall.safeParse(value);
        return call.success ? [call.data.to, call.data.data] : [value];
      });
      const given = Object.fromEntries(names.map((name, index) => [name, String(values[index])]));
      return await api.proxied(schema, { action: method, ...given }, signal);
    },
  };
}
