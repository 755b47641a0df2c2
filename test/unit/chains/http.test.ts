import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { httpClient } from '../../../src/chains/http.ts';
import { isWagetraceError } from '../../../src/domain/errors.ts';
import { type FaultyProxy, startFaultyProxy } from '../../support/faulty-proxy.ts';

let proxy: FaultyProxy;
let collecting: NodeJS.Timeout;

/** Memory is collected all the time: nothing may rest on what only a weak reference holds. */
beforeAll(async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collecting = setInterval(collect, 20);
  proxy = await startFaultyProxy();
  proxy.fault = 'stalled';
});
afterAll(async () => {
  clearInterval(collecting);
  await proxy.close();
});

const ask = httpClient('provider', { timeoutMs: 300, responseBytesMax: 1_000 });

it('gives up an answer whose rest never comes', async () => {
  const error = await ask({ url: proxy.url }, new AbortController().signal).catch((e) => e);
  expect(isWagetraceError(error) && error.code).toBe('source.timeout');
}, 30_000);

it('ends with the reason of who stops it, whatever of the answer has come', async () => {
  const stop = new AbortController();
  const patient = httpClient('provider', { timeoutMs: 60_000, responseBytesMax: 1_000 });
  setTimeout(() => stop.abort(new Error('enough')), 200);
  await expect(patient({ url: proxy.url }, stop.signal)).rejects.toThrow('enough');
}, 30_000);
