import { boundedBody } from '../domain/bounded-body.ts';
import { isWagetraceError, messageOf } from '../domain/errors.ts';
import { type StoppedBy, stoppedBy } from '../domain/stopped-by.ts';
import { sourceError } from './source-error.ts';

export interface HttpLimits {
  readonly timeoutMs: number;
  readonly responseBytesMax: number;
}

export const httpLimits: HttpLimits = { timeoutMs: 30_000, responseBytesMax: 32 * 1024 * 1024 };

export interface HttpRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON by POST; GET without. */
  readonly body?: unknown;
  /** A status of 500 or more that is an answer too: Bitcoin Core gives its errors with 500. */
  readonly alsoAnswer?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfterSeconds?: number;
}

/**
 * One request to a provider. An answer has a status below 500 that is no refusal and no rate limit;
 * everything else is thrown as an error of `source-error.ts`.
 */
export type HttpClient = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

async function textOf(
  response: Response,
  provider: string,
  { responseBytesMax: max }: HttpLimits,
  stopped: StoppedBy,
): Promise<string> {
  const tooLarge = () =>
    sourceError('source.too-large', provider, `answered more than ${max} bytes`);
  return (await boundedBody(response, max, tooLarge, stopped)).toString('utf8');
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

/** Statuses that say nothing beyond themselves; others may carry an error of the provider's own. */
function throwForStatus(answer: HttpAnswer, provider: string): void {
  const { status } = answer;
  const details = {
    status,
    ...(answer.retryAfterSeconds === undefined
      ? {}
      : { retryAfterSeconds: answer.retryAfterSeconds }),
  };
  if (status === 429) throw sourceError('source.rate-limited', provider, 'rate limit', details);
  if (status === 413) throw sourceError('source.too-large', provider, 'status 413', details);
  const refused = status === 401 || status === 403;
  if (refused) throw sourceError('source.refused', provider, `status ${status}`, details);
  if (status < 500 && status !== 408) return;
  throw sourceError('source.unavailable', provider, `status ${status}`, details);
}

/**
 * A client that never waits longer, nor reads more, than its limits, and follows no redirect:
 * a key in a URL or a header must not travel to another host. Aborting throws the signal's reason.
 */
export function httpClient(provider: string, limits: HttpLimits = httpLimits): HttpClient {
  return async ({ url, headers, body, alsoAnswer }, signal) => {
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    const stopped = stoppedBy(signal, timeout);
    try {
      const asked = fetch(url, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
        redirect: 'error',
        signal: stopped.signal,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const response = await stopped.race(asked);
      const text = await textOf(response, provider, limits, stopped);
      const seconds = retryAfter(response);
      const wait = seconds === undefined ? {} : { retryAfterSeconds: seconds };
      const answer = { status: response.status, text, ...wait };
      if (answer.status !== alsoAnswer) throwForStatus(answer, provider);
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      if (isWagetraceError(error)) throw error;
      if (timeout.aborted) {
        throw sourceError('source.timeout', provider, `no answer in ${limits.timeoutMs} ms`);
      }
      throw sourceError('source.unavailable', provider, connectionProblem(error));
    } finally {
      stopped.release();
    }
  };
}

/** What the network said, by its code alone: its messages may cite the URL. */
function connectionProblem(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') {
    return `connection failed (${cause.code})`;
  }
  return /redirect/.test(messageOf(cause)) ? 'answered with a redirect' : 'connection failed';
}

/** The JSON of an answer whose amounts are strings or hex. Throws `source.bad-answer`. */
export function jsonOf(answer: HttpAnswer, provider: string): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    throw sourceError('source.bad-answer', provider, 'the answer is not JSON', {
      status: answer.status,
      characters: answer.text.length,
    });
  }
}

/** Integers beyond 2^53, which JSON.parse would round; strings match first and stay as they are. */
const stringOrBigInteger = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** The same for amounts that are JSON numbers: great integers become strings, none is rounded. */
export function exactJsonOf(answer: HttpAnswer, provider: string): unknown {
  const text = answer.text.replace(stringOrBigInteger, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
  return jsonOf({ ...answer, text }, provider);
}
