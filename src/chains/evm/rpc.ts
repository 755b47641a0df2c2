import {
  JsonRpcApiProvider,
  type JsonRpcError,
  type JsonRpcPayload,
  type JsonRpcResult,
  Network,
} from 'ethers';
import { z } from 'zod';
import { isWagetraceError, type WagetraceError } from '../../domain/errors.ts';
import { type HttpClient, jsonOf } from '../http.ts';
import { sayable } from '../sayable.ts';
import { type SourceErrorCode, sourceError } from '../source-error.ts';

/** Calls that a provider takes in one request unless its row says otherwise. */
export const batchCallsMax = 50;

export interface RpcEndpoint {
  /** Name of the provider, for errors. */
  readonly provider: string;
  readonly url: string;
  readonly chainNumber: number;
  readonly batchCallsMax: number;
  readonly http: HttpClient;
}

/** Typed calls of one JSON-RPC endpoint; those made together travel together. */
export interface EvmRpc {
  /**
   * Throws the codes of `ChainSource`, and `source.range-too-wide` where the provider wants a
   * smaller question.
   */
  call<T>(
    schema: z.ZodType<T>,
    method: string,
    params: readonly unknown[],
    signal: AbortSignal,
  ): Promise<T>;
}

const wireAnswer = z.looseObject({ id: z.union([z.number(), z.null()]) });
const wireError = z.object({ code: z.number().optional(), message: z.string().catch('') });

const tooWide = /exceed|limit|too (?:many|large|wide)|more than|range|response size|timed? ?out/i;
const tooFast = /rate|too many requests|capacity|compute units|per second|throughput/i;
const notThere =
  /header not found|unknown block|block not found|could not find block|out of range/i;
const notOffered =
  /method .*(?:not found|not supported|not available|does not exist)|not whitelisted/i;

/** What a JSON-RPC error means. The codes are the providers', and few agree on them. */
function meaningOf(method: string, code: number | undefined, message: string): SourceErrorCode {
  if (code === -32601 || notOffered.test(message)) return 'source.unsupported';
  if (code === 429 || tooFast.test(message)) return 'source.rate-limited';
  if (notThere.test(message)) return 'source.above-head';
  const wide = code === -32005 || tooWide.test(message);
  if (wide && method === 'eth_getLogs') return 'source.range-too-wide';
  if (code === -32005) return 'source.rate-limited';
  return 'source.bad-answer';
}

/** ethers queues, batches and numbers the calls; sending is ours, for its limits and its errors. */
class BoundedProvider extends JsonRpcApiProvider {
  readonly #endpoint: RpcEndpoint;
  /** Aborts what is in flight when nobody waits for it any more. */
  readonly #inFlight = new AbortController();

  constructor(endpoint: RpcEndpoint) {
    const network = Network.from(endpoint.chainNumber);
    super(network, {
      staticNetwork: network,
      batchMaxCount: endpoint.batchCallsMax,
      batchStallTime: 0,
      cacheTimeout: -1,
    });
    this.#endpoint = endpoint;
  }

  override async _send(
    payload: JsonRpcPayload | JsonRpcPayload[],
  ): Promise<(JsonRpcResult | JsonRpcError)[]> {
    const { http, url, provider } = this.#endpoint;
    const answer = await http({ url, body: payload }, this.#inFlight.signal);
    const json = jsonOf(answer, provider);
    const parsed = z.array(wireAnswer).safeParse(Array.isArray(json) ? json : [json]);
    if (!parsed.success) throw sourceError('source.bad-answer', provider, 'not a JSON-RPC answer');
    const [first] = parsed.data;
    // A whole batch may be refused by one error without an id.
    if (first?.id === null && 'error' in first) {
      const [one] = [payload].flat();
      throw this.getRpcError(
        one ?? { id: 0, method: '', params: [], jsonrpc: '2.0' },
        first as unknown as JsonRpcError,
      ); // CAST: has an error
    }
    return parsed.data as unknown as JsonRpcResult[]; // CAST: ids are checked, results by their schema
  }

  override getRpcError(payload: JsonRpcPayload, answer: JsonRpcError): WagetraceError {
    const { provider } = this.#endpoint;
    const error = wireError.safeParse(answer.error);
    if (!error.success) return sourceError('source.bad-answer', provider, 'not a JSON-RPC answer');
    const { code, message } = error.data;
    return sourceError(
      meaningOf(payload.method, code, message),
      provider,
      `${payload.method} failed: ${sayable(message)}`,
      code === undefined ? {} : { rpcCode: code },
    );
  }
}

function aborted(signal: AbortSignal): { promise: Promise<never>; release: () => void } {
  let release = () => {};
  const promise = new Promise<never>((_resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    release = () => signal.removeEventListener('abort', abort);
  });
  return { promise, release };
}

/** Opens an endpoint; nothing is sent before the first call. */
export function openEvmRpc(endpoint: RpcEndpoint): EvmRpc {
  const sender = new BoundedProvider(endpoint);
  return {
    async call(schema, method, params, signal) {
      signal.throwIfAborted();
      const { promise, release } = aborted(signal);
      try {
        const result: unknown = await Promise.race([sender.send(method, [...params]), promise]);
        const parsed = schema.safeParse(result);
        if (parsed.success) return parsed.data;
        const where = parsed.error.issues[0]?.path.join('.') ?? '';
        throw sourceError('source.bad-answer', endpoint.provider, `${method} answered nonsense`, {
          where,
        });
      } catch (error) {
        signal.throwIfAborted();
        if (isWagetraceError(error)) throw error;
        throw sourceError('source.bad-answer', endpoint.provider, `${method} was not answered`);
      } finally {
        release();
      }
    },
  };
}
