import type { IncomingMessage } from 'node:http';
import { WagetraceError } from '../domain/errors.ts';

/** Nesting of JSON beyond this is an attack on whoever reads it. */
const depthMax = 32;

/** A body as it came, and as it was read. */
export interface ReadBody {
  readonly bytes: Buffer;
  readonly value: unknown;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a JSON (or CSV, as text) body up to its limit, and stops reading there. Throws
 * `request.too-large`, `request.unsupported-type`, `request.malformed`, `request.aborted`.
 */
export async function readBody(
  request: IncomingMessage,
  bytesMax: number,
  csv: boolean,
): Promise<ReadBody> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const bytes = await collect(request, bytesMax);
  if (bytes.length === 0) return { bytes, value: undefined };
  if (csv && type === 'text/csv') return { bytes, value: decodeText(bytes) };
  if (type !== 'application/json') {
    const message = `Send application/json${csv ? ' or text/csv' : ''}`;
    throw new WagetraceError('request.unsupported-type', message);
  }
  return { bytes, value: parseJson(decodeText(bytes)) };
}

/**
 * Not by iteration: leaving a loop over a request early destroys its connection, and the caller
 * would never read why.
 */
function collect(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const fail = (error: WagetraceError) => {
      request.removeAllListeners('data').removeAllListeners('end').pause();
      reject(error);
    };
    const tooLarge = () =>
      fail(
        new WagetraceError('request.too-large', `The body may have at most ${bytesMax} bytes`, {
          details: { bytesMax },
        }),
      );
    if (Number(request.headers['content-length'] ?? 0) > bytesMax) return tooLarge();
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > bytesMax) tooLarge();
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks, length)));
    request.once('error', (cause) =>
      fail(new WagetraceError('request.aborted', 'The request ended early', { cause })),
    );
  });
}

function decodeText(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new WagetraceError('request.malformed', 'The body is not UTF-8', { cause: error });
  }
}

function parseJson(text: string): unknown {
  if (deeperThan(text, depthMax)) {
    throw new WagetraceError('request.malformed', `The body nests deeper than ${depthMax} levels`);
  }
  try {
    const value: unknown = JSON.parse(text);
    // Only an escape can bring in what is no text: the bytes were checked.
    if (text.includes('\\u')) checkTexts(value);
    return value;
  } catch (error) {
    if (error instanceof WagetraceError) throw error;
    throw new WagetraceError('request.malformed', 'The body is not JSON', { cause: error });
  }
}

/** Refuses U+0000 and half a surrogate pair, neither of which PostgreSQL can keep. */
function checkTexts(value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\u0000') || /\p{Surrogate}/u.test(value)) {
      throw new WagetraceError('request.malformed', 'The body has U+0000 or half a surrogate pair');
    }
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      checkTexts(key);
      checkTexts(item);
    }
  }
}

function deeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > limit) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}
