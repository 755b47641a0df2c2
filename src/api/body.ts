import type { IncomingMessage } from 'node:http';
import { WagetraceError } from '../domain/errors.ts';

/** Nesting of JSON beyond this is an attack on whoever reads it. */
const depthMax = 32;

/** A body as it came, and as it was read. */
export interface ReadBody {
  readonly bytes: Buffer;
  readonly value: unknown;
}

/**
 * Reads a JSON (or CSV, as text) body up to its limit, and stops reading there. Throws
 * `request.too-large`, `request.unsupported-type`, `request.malformed`.
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

async function collect(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const tooLarge = () =>
    new WagetraceError('request.too-large', `The body may have at most ${bytesMax} bytes`, {
      details: { bytesMax },
    });
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > bytesMax) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decodeText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new WagetraceError('request.malformed', 'The body is not UTF-8', { cause: error });
  }
}

function parseJson(text: string): unknown {
  if (deeperThan(text, depthMax)) {
    throw new WagetraceError('request.malformed', `The body nests deeper than ${depthMax} levels`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WagetraceError('request.malformed', 'The body is not JSON', { cause: error });
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
