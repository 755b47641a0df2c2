import { setMaxListeners } from 'node:events';
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
import { isReverted } from './reverted.ts';

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

/** Methods that ask for a range, so that a smaller one may be answered. */
const rangeMethods = new Set(['eth_getLogs', 'trace_filter']);

/** What a JSON-RPC error means. The codes are the providers', and few agree on them. */
function meaningOf(method: string, code: number | undefined, message: string): SourceErrorCode {
  if (isReverted(code, message)) return 'source.bad-answer';
  if (code === -32601 || notOffered.test(message)) return 'source.unsupported';
  if (code === 429 || tooFast.test(message)) return 'source.rate-limited';
  if (notThere.test(message)) return 'source.above-head';
  const wide = code === -32005 || tooWide.test(message);
  if (wide && rangeMethods.has(method)) return 'source.range-too-wide';
  if (code === -32005) return 'source.rate-limited';
  return 'source.bad-answer';
}

/** ethers queues, batches and numbers the calls; sending is ours, for its limits and its errors. */
class BoundedProvider extends JsonRpcApiProvider {
  readonly #endpoint: RpcEndpoint;
  /** A batch serves many who wait: none of them may stop it, its time limit does. */
  readonly #never = new AbortController().signal;

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
    const answer = await http({ url, body: payload }, this.#never);
    const json = jsonOf(answer, provider);
    const parsed = z.array(wireAnswer).safeParse(Array.isArray(json) ? json : [json]);
    if (!parsed.success) throw sourceError('source.bad-answer', provider, 'not a JSON-RPC answer');
    const [first] = parsed.data;
    const [call] = [payload].flat();
    // A whole batch may be refused by one error without an id.
    if (call && first?.id === null && 'error' in first) throw this.#errorOf(call, first['error']);
    // CAST: the form and the ids are checked here, each result by its caller's schema.
    return parsed.data as unknown as JsonRpcResult[];
  }

  override getRpcError(payload: JsonRpcPayload, answer: JsonRpcError): WagetraceError {
    return this.#errorOf(payload, answer.error);
  }

  #errorOf(payload: JsonRpcPayload, answered: unknown): WagetraceError {
    const { provider } = this.#endpoint;
    const error = wireError.safeParse(answered);
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

/** The promise, or the signal's reason, whichever comes first. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const settled = new AbortController();
  // Hundreds of calls of one reading wait on its signal: no leak.
  setMaxListeners(0, signal);
  const aborted = new Promise<never>((_resolve, reject) => {
    const options = { once: true, signal: settled.signal };
    signal.addEventListener('abort', () => reject(signal.reason), options);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    settled.abort();
  }
}

/** Opens an endpoint; nothing is sent before the first call. */
export function openEvmRpc(endpoint: RpcEndpoint): EvmRpc {
  const sender = new BoundedProvider(endpoint);
  return {
    async call(schema, method, params, signal) {
      signal.throwIfAborted();
      try {
        const result: unknown = await orAborted(sender.send(method, [...params]), signal);
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
      }
    },
  };
}
