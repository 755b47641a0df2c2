import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { listenOn } from './service-port.ts';

const IDLE_SWEEP_MS = 100;

/** The HTTP server of the process: it has its port before the application is composed. */
export interface WebServer {
  readonly port: number;
  /** Where a person on this machine finds it. */
  readonly url: string;
  /** Hands requests to the application from now on; until then they get 503. */
  serve(handler: RequestListener): void;
  /** Takes no new connection and waits for the answers under way, within the limit. */
  close(limitMs: number): Promise<void>;
}

/** @throws `port.taken`, `port.refused`. */
export async function openWebServer(host: string, port: number | undefined): Promise<WebServer> {
  let current: RequestListener = (_request, response) => answerStarting(response);
  const server = createServer((request, response) => current(request, response));
  const bound = await listenOn(server, host, port);
  return {
    port: bound,
    url: `http://${nameOf(host)}:${bound}`,
    serve: (handler) => {
      current = handler;
    },
    close: (limitMs) => closeServer(server, limitMs),
  };
}

function answerStarting(response: ServerResponse): void {
  const problem = { status: 503, code: 'service.starting', title: 'Wagetrace is starting' };
  response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' });
  response.end(JSON.stringify(problem));
}

function closeServer(server: Server, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), limitMs);
    // A connection that becomes idle later would be kept open for the keep-alive time.
    const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** A server on all addresses is shown by one that can be opened; IPv6 stands in brackets. */
function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
