import { boundedBody } from '../domain/bounded-body.ts';
import { isWagetraceError, WagetraceError } from '../domain/errors.ts';
import { type StoppedBy, stoppedBy } from '../domain/stopped-by.ts';
import { exactJson } from './price-figure.ts';

export interface PriceClientLimits {
  readonly timeoutMs: number;
  readonly responseBytesMax: number;
}

const defaultLimits: PriceClientLimits = { timeoutMs: 5_000, responseBytesMax: 1024 * 1024 };

/** Asks one publisher; undefined for its 404. */
export type PriceClient = (
  url: URL,
  signal: AbortSignal,
) => Promise<{ readonly json: unknown } | undefined>;

/**
 * A client that waits and reads no longer than its limits and follows no redirect, since a key
 * must not travel on. Throws `price.source-failed` (retryable), `price.bad-answer`; neither cites
 * the URL. Aborting throws the signal's reason.
 */
export function priceClient(
  source: string,
  headers: Readonly<Record<string, string>> = {},
  limits: PriceClientLimits = defaultLimits,
): PriceClient {
  return async (url, signal) => {
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    const stopped = stoppedBy(signal, timeout);
    try {
      const asked = fetch(url, {
        headers: { accept: 'application/json', ...headers },
        redirect: 'error',
        signal: stopped.signal,
      });
      const response = await stopped.race(asked);
      if (response.status === 404) return undefined;
      if (!response.ok) throw failed(source, `status ${response.status}`);
      return { json: readJson(source, await textOf(source, response, limits, stopped)) };
    } catch (error) {
      signal.throwIfAborted();
      if (isWagetraceError(error)) throw error;
      throw failed(source, timeout.aborted ? 'no answer in time' : 'connection failed');
    } finally {
      stopped.release();
    }
  };
}

function failed(source: string, what: string): WagetraceError {
  return new WagetraceError('price.source-failed', `${source}: ${what}`, { retryable: true });
}

/** What a publisher sends that is not what it documents: `price.bad-answer`. */
export function badPriceAnswer(source: string, what: string): WagetraceError {
  return new WagetraceError('price.bad-answer', `${source}: ${what}`);
}

async function textOf(
  source: string,
  response: Response,
  { responseBytesMax: max }: PriceClientLimits,
  stopped: StoppedBy,
): Promise<string> {
  const tooLarge = () => badPriceAnswer(source, `over ${max} bytes`);
  return (await boundedBody(response, max, tooLarge, stopped)).toString('utf8');
}

function readJson(source: string, text: string): unknown {
  try {
    return exactJson(text);
  } catch {
    throw badPriceAnswer(source, 'no JSON');
  }
}
