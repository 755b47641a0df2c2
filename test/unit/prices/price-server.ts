import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PriceServer {
  readonly url: string;
  /** Path and query of each request, and its headers. */
  readonly requests: { path: string; headers: NodeJS.Dict<string | string[]> }[];
  /** What the next requests get. */
  answer: { status: number; body: string };
  close(): Promise<void>;
}

/** A publisher of prices on the loopback that answers as it is told. */
export async function startPriceServer(): Promise<PriceServer> {
  const requests: PriceServer['requests'] = [];
  const state: PriceServer = {
    url: '',
    requests,
    answer: { status: 200, body: '{}' },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    response.writeHead(state.answer.status, {
      'content-type': 'application/json',
      connection: 'close',
    });
    response.end(state.answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // CAST: a server that listens on a port has an address of that kind.
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, { url: `http://127.0.0.1:${port}` });
}
