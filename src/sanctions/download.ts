import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, type Dispatcher, request } from 'undici';
import { isWagetraceError, messageOf, WagetraceError } from '../domain/errors.ts';
import { type PartialFile, readPartial, writePartialMark } from './partial-file.ts';
import { type RetryLimits, type RetryTools, withRetries } from './retry.ts';

export interface DownloadRequest {
  readonly url: string;
  /** Where the file and its unfinished part are kept. */
  readonly folder: string;
  readonly name: string;
  readonly bytesMax: number;
  /** What the server said of the version that is already loaded. */
  readonly etag?: string;
  readonly lastModified?: string;
}

export interface DownloadLimits extends RetryLimits {
  readonly redirectsMax: number;
  /** For the headers, and between two pieces of the body. */
  readonly silenceMaxMs: number;
  readonly totalMaxMs: number;
}

export const downloadLimits: DownloadLimits = {
  attemptsMax: 4,
  firstDelayMs: 1_000,
  delayMaxMs: 60_000,
  redirectsMax: 5,
  silenceMaxMs: 60_000,
  totalMaxMs: 45 * 60_000,
};

export type Downloaded =
  | { readonly kind: 'not-modified' }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly etag?: string;
      readonly lastModified?: string;
    };

type Answer = Dispatcher.ResponseData;

const userAgent = 'wagetrace (sanctions list download)';

function failed(code: string, message: string, retryable: boolean, cause?: unknown) {
  return new WagetraceError(code, message, {
    retryable,
    ...(cause === undefined ? {} : { cause }),
  });
}

function header(answer: Answer, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/**
 * Downloads a published list to a file. The address is asked anew at every attempt, since it
 * redirects to signed ones that expire; an unfinished file goes on where it broke off, as long as
 * the server still has the same version of it. Throws `list.unreachable`, `list.http-status`,
 * `list.too-large`, `list.timeout`.
 */
export async function download(
  wanted: DownloadRequest,
  tools: RetryTools,
  limits: DownloadLimits = downloadLimits,
): Promise<Downloaded> {
  await mkdir(wanted.folder, { recursive: true });
  const signal = AbortSignal.timeout(limits.totalMaxMs);
  const agent = new Agent({
    headersTimeout: limits.silenceMaxMs,
    bodyTimeout: limits.silenceMaxMs,
    connectTimeout: limits.silenceMaxMs,
  });
  try {
    return await withRetries(() => attempt(wanted, limits, agent, signal), limits, tools, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw failed('list.timeout', 'The download took longer than its limit', true, error);
  } finally {
    await agent.destroy();
  }
}

async function attempt(
  wanted: DownloadRequest,
  limits: DownloadLimits,
  agent: Agent,
  signal: AbortSignal,
): Promise<Downloaded> {
  const path = join(wanted.folder, wanted.name);
  const partial = await readPartial(path);
  try {
    const answer = await follow(wanted, partial, limits, agent, signal);
    return await take(answer, wanted, path, partial, signal);
  } catch (error) {
    if (isWagetraceError(error)) throw error;
    const before = partial?.bytes ?? 0;
    const progress = ((await readPartial(path))?.bytes ?? 0) > before;
    throw new WagetraceError('list.unreachable', `The publisher broke off: ${messageOf(error)}`, {
      retryable: true,
      cause: error,
      details: { progress },
    });
  }
}

/** What is asked with: only for a newer version, or for the rest of one that is begun. */
function headersOf(wanted: DownloadRequest, partial: PartialFile | undefined) {
  const base = { 'user-agent': userAgent, 'accept-encoding': 'identity' };
  if (partial) {
    return { ...base, range: `bytes=${partial.bytes}-`, 'if-range': partial.validator };
  }
  return {
    ...base,
    ...(wanted.etag ? { 'if-none-match': wanted.etag } : {}),
    ...(wanted.lastModified ? { 'if-modified-since': wanted.lastModified } : {}),
  };
}

async function follow(
  wanted: DownloadRequest,
  partial: PartialFile | undefined,
  limits: DownloadLimits,
  agent: Agent,
  signal: AbortSignal,
): Promise<Answer> {
  let url = new URL(wanted.url);
  for (let redirects = 0; redirects <= limits.redirectsMax; redirects++) {
    const headers = headersOf(wanted, partial);
    const answer = await request(url, { dispatcher: agent, signal, headers });
    const target = header(answer, 'location');
    if (![301, 302, 303, 307, 308].includes(answer.statusCode) || !target) return answer;
    await answer.body.dump();
    const next = new URL(target, url);
    if (url.protocol === 'https:' && next.protocol !== 'https:') {
      throw failed('list.unreachable', 'The publisher redirects to an unsafe address', false);
    }
    url = next;
  }
  throw failed('list.unreachable', `More than ${limits.redirectsMax} redirects`, false);
}

async function take(
  answer: Answer,
  wanted: DownloadRequest,
  path: string,
  partial: PartialFile | undefined,
  signal: AbortSignal,
): Promise<Downloaded> {
  const { statusCode } = answer;
  if (statusCode === 304) {
    await answer.body.dump();
    return { kind: 'not-modified' };
  }
  if (statusCode === 416) {
    await answer.body.dump();
    await rm(`${path}.part`, { force: true });
    throw failed('list.unreachable', 'What was begun is no longer there', true);
  }
  if (statusCode !== 200 && statusCode !== 206) return await refuse(answer);
  const from = statusCode === 206 ? rangeStart(answer, partial) : 0;
  await receive(answer, wanted, path, from, signal);
  const etag = header(answer, 'etag');
  const lastModified = header(answer, 'last-modified');
  return {
    kind: 'file',
    path,
    ...(etag ? { etag } : {}),
    ...(lastModified ? { lastModified } : {}),
  };
}

async function refuse(answer: Answer): Promise<never> {
  const { statusCode } = answer;
  await answer.body.dump();
  const seconds = Number(header(answer, 'retry-after') ?? Number.NaN);
  throw new WagetraceError('list.http-status', `The publisher answers ${statusCode}`, {
    retryable: statusCode === 429 || statusCode === 408 || statusCode >= 500,
    details: {
      status: statusCode,
      ...(Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: seconds * 1_000 } : {}),
    },
  });
}

function rangeStart(answer: Answer, partial: PartialFile | undefined): number {
  const start = /^bytes (\d+)-/.exec(header(answer, 'content-range') ?? '')?.[1];
  if (partial && Number(start) === partial.bytes) return partial.bytes;
  throw failed('list.unreachable', 'The publisher sent another part than was asked for', true);
}

async function receive(
  answer: Answer,
  wanted: DownloadRequest,
  path: string,
  from: number,
  signal: AbortSignal,
): Promise<void> {
  const part = `${path}.part`;
  if (from === 0) {
    await writeFile(part, '');
    await writePartialMark(path, header(answer, 'etag'), header(answer, 'last-modified'));
  }
  const length = Number(header(answer, 'content-length') ?? Number.NaN);
  if (from + length > wanted.bytesMax) throw await tooLarge(answer, wanted, part);
  const size = await append(part, answer.body, from, wanted.bytesMax, signal);
  if (Number.isFinite(length) && size !== from + length) {
    throw failed('list.unreachable', 'The publisher sent less than it announced', true);
  }
  await rename(part, path);
}

async function tooLarge(answer: Answer, wanted: DownloadRequest, part: string) {
  answer.body.destroy();
  await rm(part, { force: true });
  return failed('list.too-large', `The download exceeds ${wanted.bytesMax} bytes`, false);
}

/** Writes each piece before the next is asked for, so that a break loses nothing that came. */
async function append(
  part: string,
  body: AsyncIterable<Buffer>,
  from: number,
  bytesMax: number,
  signal: AbortSignal,
): Promise<number> {
  let bytes = from;
  const file = await open(part, 'a');
  try {
    for await (const chunk of body) {
      signal.throwIfAborted();
      bytes += chunk.length;
      if (bytes > bytesMax) {
        throw failed('list.too-large', `The download exceeds ${bytesMax} bytes`, false);
      }
      await file.write(chunk);
    }
  } finally {
    await file.close();
  }
  return bytes;
}
