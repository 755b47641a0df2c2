import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openWebServer, type WebServer } from '../../../src/runtime/web-server.ts';
import { freePort } from '../../support/free-port.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** On a connection of its own: the servers of these tests follow one another on one port. */
const get = (url: string) => fetch(url, { headers: { connection: 'close' } });

async function open(port: number | undefined): Promise<WebServer> {
  const web = await openWebServer('127.0.0.1', port);
  closers.push(() => web.close(0));
  return web;
}

describe('the web server', () => {
  it('answers 503 until it has something to serve', async () => {
    const web = await open(undefined);
    const early = await get(`${web.url}/v1/lists`);
    expect(early.status).toBe(503);
    expect(await early.json()).toMatchObject({ code: 'service.starting' });
    web.serve((_request, response) => response.end('served'));
    expect(await (await get(web.url)).text()).toBe('served');
  });

  it('takes the next free port when none is set', async () => {
    const first = await open(undefined);
    const second = await open(undefined);
    expect(first.port).toBeGreaterThanOrEqual(8080);
    expect(second.port).toBeGreaterThan(first.port);
  });

  it('refuses a port that is set and taken, and a host that is not here', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    closers.push(async () => other.close());
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await expect(openWebServer('127.0.0.1', port)).rejects.toMatchObject({ code: 'port.taken' });
    await expect(openWebServer('192.0.2.1', 8080)).rejects.toMatchObject({ code: 'port.refused' });
  });

  it('waits for the answers under way when it closes, and for no connection after that', async () => {
    // Not of those that a service takes by itself: another test's may take it up at once.
    const web = await open(await freePort());
    const arrived = new Promise<void>((resolve) => {
      web.serve((_request, response) => {
        setTimeout(() => response.end('done'), 300);
        resolve();
      });
    });
    const slow = fetch(`${web.url}/slow`).then((response) => response.text());
    await arrived;
    const closed = web.close(60_000);
    expect(await slow).toBe('done');
    await closed; // well before the keep-alive time of 5 s
    await expect(get(web.url)).rejects.toThrow();
  }, 4_000);

  it('cuts an answer that goes on after the limit', async () => {
    const web = await open(undefined);
    web.serve((_request, response) => response.write('without end'));
    const stream = await fetch(`${web.url}/stream`);
    await Promise.all([expect(stream.text()).rejects.toThrow(), web.close(100)]);
  });
});
