import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong between a source and its provider. */
export const faults = {
  dead: 'source.unavailable',
  'rate-limited': 'source.rate-limited',
  'server-error': 'source.unavailable',
  truncated: 'source.bad-answer',
  html: 'source.bad-answer',
  'wrong-shape': 'source.bad-answer',
  forbidden: 'source.refused',
  redirect: 'source.unavailable',
  oversize: 'source.too-large',
  stalled: 'source.timeout',
} as const;
export type Fault = keyof typeof faults;

export interface ProxiedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

export type Answer = { readonly status: number; readonly body: string };

/** A server in front of another that can be told to misbehave. */
export interface FaultyProxy {
  readonly url: string;
  /** The next requests meet it, until it is set to undefined. */
  fault: Fault | undefined;
  /** Answers in place of the target where it returns something. */
  intercept:
    | ((request: ProxiedRequest) => Promise<Answer | undefined> | Answer | undefined)
    | undefined;
  readonly requests: readonly ProxiedRequest[];
  close(): Promise<void>;
}

/** More than the sources of the tests accept. */
export const oversizeBytes = 300_000;

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // CAST: no encoding is set
  return Buffer.concat(chunks).toString('utf8');
}

function misbehave(fault: Fault, response: ServerResponse, whole: Answer): void {
  const send = (status: number, body: string, headers = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  if (fault === 'dead') response.destroy();
  else if (fault === 'rate-limited') send(429, '{}', { 'retry-after': '2' });
  else if (fault === 'server-error') send(503, 'overloaded');
  else if (fault === 'truncated') send(200, whole.body.slice(0, Math.floor(whole.body.length / 2)));
  else if (fault === 'html') send(200, '<html><body>Just a moment…</body></html>');
  else if (fault === 'wrong-shape') send(200, '{"jsonrpc":"2.0","id":null,"result":{"status":7}}');
  else if (fault === 'forbidden') send(403, '{"error":"invalid key"}');
  else if (fault === 'redirect') send(302, '', { location: 'http://127.0.0.1:9/' });
  else if (fault === 'oversize') send(200, `"${'x'.repeat(oversizeBytes)}"`);
  // `stalled`: the headers come, the rest never.
  else response.writeHead(200, { 'content-type': 'application/json' }).write('{"jsonrpc":');
}

/** Starts a proxy before `target` (a URL without path), or a server of its own by `intercept`. */
export async function startFaultyProxy(target?: string): Promise<FaultyProxy> {
  const requests: ProxiedRequest[] = [];
  const server = createServer((incoming, response) => {
    void answer(incoming, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await read(incoming);
    const { method = 'GET', url = '/', headers } = incoming;
    const request = { method, path: url, body, headers };
    requests.push(request);
    const whole = (await proxy.intercept?.(request)) ?? (await forward(request));
    if (proxy.fault) misbehave(proxy.fault, response, whole);
    else response.writeHead(whole.status, { 'content-type': 'application/json' }).end(whole.body);
  }
  async function forward(request: ProxiedRequest): Promise<Answer> {
    if (target === undefined) return { status: 404, body: '{}' };
    const forwarded = await fetch(target, {
      method: request.method,
      headers: { 'content-type': 'application/json' },
      ...(request.method === 'GET' ? {} : { body: request.body }),
    });
    return { status: forwarded.status, body: await forwarded.text() };
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // CAST: it listens on TCP
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${port}`,
    fault: undefined,
    intercept: undefined,
    requests,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return proxy;
}
