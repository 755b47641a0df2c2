import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { composeApi } from '../../src/runtime/compose-api.ts';
import { readSettings } from '../../src/runtime/settings.ts';

/** What the benchmark must know of the server that it loads. */
export interface ServerFacts {
  readonly port: number;
  readonly adminKey: string;
  /** From the start of the process to a server that answers. */
  readonly readyAfterMs: number;
}

/**
 * The service in a process of its own, beside an Express application with one empty route on the
 * same port: both are loaded through the same server, so that their ratio is the cost of the work.
 */
async function main(): Promise<void> {
  const settings = readSettings(process.env, []);
  const api = await composeApi({ ...settings, databaseUrl: settings.databaseUrl ?? '' });
  const empty = express();
  empty.post('/empty', (_request, response) => void response.json({ status: 'ok' }));
  const server = createServer((request, response) =>
    request.url === '/empty' ? empty(request, response) : api.handler(request, response),
  );
  server.listen(0, '127.0.0.1', () => {
    // CAST: a server that listens on TCP has this address.
    const { port } = server.address() as AddressInfo;
    const facts: ServerFacts = {
      port,
      adminKey: api.firstAdminKey ?? process.env['BENCH_KEY'] ?? '',
      readyAfterMs: performance.now(),
    };
    process.send?.(facts);
  });
  process.once('disconnect', () => process.exit(0));
}

await main();
