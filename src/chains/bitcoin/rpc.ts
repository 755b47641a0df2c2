import { z } from 'zod';
import type { HttpAnswer, HttpClient } from '../http.ts';
import { sayable } from '../sayable.ts';
import { type SourceErrorCode, sourceError } from '../source-error.ts';

export interface BitcoinRpcEndpoint {
  /** Name of the provider, for errors. */
  readonly provider: string;
  /** May hold `user:password@`. */
  readonly url: string;
  /** `user:password`, where the URL does not hold them. */
  readonly key?: string;
  readonly http: HttpClient;
}

/** Typed calls of a node of Bitcoin Core's dialect. */
export interface BitcoinRpc {
  /** Undefined where the node says that what is asked for is not there. */
  find<T>(
    schema: z.ZodType<T>,
    method: string,
    params: readonly unknown[],
    signal: AbortSignal,
  ): Promise<T | undefined>;
  /** The same where it must be there: `source.bad-answer` when it is not. */
  call<T>(
    schema: z.ZodType<T>,
    method: string,
    params: readonly unknown[],
    signal: AbortSignal,
  ): Promise<T>;
}

const wireError = z.object({ code: z.int(), message: z.string() });
const envelope = z.object({ result: z.unknown().optional(), error: wireError.nullish() });

/** RPC_INVALID_ADDRESS_OR_KEY, and RPC_INVALID_PARAMETER for a height beyond the tip. */
const notThereCodes = [-5, -8];
const notThere = /not found|out of range|no such .*transaction/i;
/** The answer of a node without `-txindex`, which cannot tell whether there is one. */
const noIndex = /txindex|blockchain transactions are still in the process of being indexed/i;
const warmingUp = -28;
/** RPC_METHOD_NOT_FOUND, and RPC_TYPE_ERROR for a parameter of another type than the node takes. */
const notOfferedCodes = [-32601, -3];

/** Opens an endpoint; nothing is sent before the first call. */
export function openBitcoinRpc(endpoint: BitcoinRpcEndpoint): BitcoinRpc {
  const { url, headers } = authorised(endpoint);
  async function find<T>(
    schema: z.ZodType<T>,
    method: string,
    params: readonly unknown[],
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const body = { jsonrpc: '1.0', id: 1, method, params };
    const answer = await endpoint.http({ url, headers, body, alsoAnswer: 500 }, signal);
    const { result, error } = envelopeOf(answer, endpoint.provider);
    if (error) {
      const code = meaningOf(error);
      if (code === undefined) return undefined;
      throw sourceError(code, endpoint.provider, `${method} failed: ${sayable(error.message)}`, {
        rpcCode: error.code,
      });
    }
    const parsed = schema.safeParse(result);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw sourceError('source.bad-answer', endpoint.provider, `${method} answered nonsense`, {
      where,
    });
  }
  return {
    find,
    async call(schema, method, params, signal) {
      const found = await find(schema, method, params, signal);
      if (found !== undefined) return found;
      throw sourceError('source.bad-answer', endpoint.provider, `${method} found nothing`);
    },
  };
}

/** What an error means; undefined for what is simply not there. */
function meaningOf({ code, message }: z.infer<typeof wireError>): SourceErrorCode | undefined {
  if (noIndex.test(message)) return 'source.unsupported';
  if (notThereCodes.includes(code) || notThere.test(message)) return undefined;
  if (code === warmingUp) return 'source.unavailable';
  if (notOfferedCodes.includes(code)) return 'source.unsupported';
  return 'source.bad-answer';
}

/** The status says nothing: Core answers errors of its own with 500 or 404, and with this envelope. */
function envelopeOf(answer: HttpAnswer, provider: string): z.infer<typeof envelope> {
  const parsed = envelope.safeParse(decimalsAsText(answer));
  if (parsed.success && (answer.status === 200 || parsed.data.error)) return parsed.data;
  const code = answer.status === 500 ? 'source.unavailable' : 'source.bad-answer';
  throw sourceError(code, provider, 'not a JSON-RPC answer', { status: answer.status });
}

/** Numbers with a point as texts; strings match first and stay as they are. */
const stringOrDecimal = /"(?:[^"\\]|\\.)*"|-?\d+\.\d+(?:[eE][-+]?\d+)?/g;

/** The answer as JSON whose decimals are texts; undefined where it is no JSON. */
function decimalsAsText({ text }: HttpAnswer): unknown {
  try {
    return JSON.parse(text.replace(stringOrDecimal, (t) => (t.startsWith('"') ? t : `"${t}"`)));
  } catch {
    return undefined;
  }
}

/** `fetch` takes no credentials in a URL, and they would show in its errors. */
function authorised({ url, key }: BitcoinRpcEndpoint) {
  const plain = new URL(url);
  const inUrl = `${decodeURIComponent(plain.username)}:${decodeURIComponent(plain.password)}`;
  const credentials = plain.username === '' ? key : inUrl;
  plain.username = '';
  plain.password = '';
  const headers: Record<string, string> =
    credentials === undefined
      ? {}
      : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
  return { url: plain.href, headers };
}
