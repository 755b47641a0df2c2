import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One misbehaviour, spent on the next request for the file. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number }
  | { readonly kind: 'break'; readonly afterBytes: number }
  | { readonly kind: 'silence' }
  | { readonly kind: 'expired' };

export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly status: number;
}

/**
 * A publisher as OFAC's list service behaves: the export answers 302 to a signed address that is
 * good once, and the storage behind it knows ETag, conditional and range requests.
 */
export interface Publisher {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  publish(content: Uint8Array): void;
  /** Offers another document, such as a record of changes. */
  offer(path: string, content: string): void;
  fail(...faults: readonly Fault[]): void;
  close(): Promise<void>;
}

interface State {
  content: Uint8Array;
  readonly offered: Map<string, string>;
  readonly faults: Fault[];
  readonly seen: SeenRequest[];
  readonly signatures: Set<string>;
  signed: number;
}

function etagOf(content: Uint8Array): string {
  return `"${createHash('md5').update(content).digest('hex')}"`;
}

function sendBody(state: State, request: IncomingMessage, response: ServerResponse, fault?: Fault) {
  const etag = etagOf(state.content);
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const partial = range !== undefined && request.headers['if-range'] === etag;
  const from = partial ? Number(range) : 0;
  if (from >= state.content.length) return void response.writeHead(416).end();
  const body = state.content.subarray(from);
  response.writeHead(partial ? 206 : 200, {
    etag,
    'content-length': body.length,
    'content-type': 'application/octet-stream',
    ...(partial
      ? { 'content-range': `bytes ${from}-${state.content.length - 1}/${state.content.length}` }
      : {}),
  });
  if (fault?.kind !== 'break') return void response.end(body);
  response.write(body.subarray(0, fault.afterBytes), () => {
    // Late enough for the client to have taken what was sent.
    setTimeout(() => response.destroy(), 50);
  });
}

function serveFile(state: State, request: IncomingMessage, response: ServerResponse): void {
  const signature = new URL(request.url ?? '', 'http://x').searchParams.get('signature') ?? '';
  const fault = state.faults.shift();
  if (!state.signatures.delete(signature) || fault?.kind === 'expired') {
    return void response.writeHead(403).end();
  }
  if (fault?.kind === 'silence') return;
  if (fault?.kind === 'status') {
    const wait = fault.retryAfter;
    response.writeHead(fault.status, wait === undefined ? {} : { 'retry-after': `${wait}` });
    return void response.end();
  }
  if (request.headers['if-none-match'] === etagOf(state.content)) {
    return void response.writeHead(304).end();
  }
  sendBody(state, request, response, fault);
}

function serve(state: State, request: IncomingMessage, response: ServerResponse): void {
  const path = new URL(request.url ?? '', 'http://x').pathname;
  if (path === '/export') {
    const signature = `s${++state.signed}`;
    state.signatures.add(signature);
    response.writeHead(302, { location: `/signed?signature=${signature}` }).end();
  } else if (state.offered.has(path)) response.end(state.offered.get(path));
  else if (path === '/signed') serveFile(state, request, response);
  else response.writeHead(404).end();
  state.seen.push({ path, headers: request.headers, status: response.statusCode });
}

/** Starts the publisher on a free port. */
export async function startPublisher(): Promise<Publisher> {
  const state: State = {
    content: new Uint8Array(),
    offered: new Map(),
    faults: [],
    seen: [],
    signatures: new Set(),
    signed: 0,
  };
  const server = createServer((request, response) => serve(state, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // CAST: a listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/export`,
    seen: state.seen,
    publish: (content) => {
      state.content = content;
    },
    offer: (path, content) => void state.offered.set(path, content),
    fail: (...faults) => void state.faults.push(...faults),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
