import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceAnswer } from '../../support/running-service.ts';
import { type ApiWorld, ordinary, startApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.stop());

const unknownId = '01900000-0000-7000-8000-000000000000';
const wallet = { chain: 'eip155:1', address: ordinary };

interface Operation {
  readonly method: string;
  readonly template: string;
  readonly path: string;
  readonly takesBody: boolean;
  readonly needsBody: boolean;
}

/** Every operation of the description, with parameters that are well formed and name nothing. */
async function operations(): Promise<Operation[]> {
  const { body } = await world.as('admin', 'GET', '/openapi.json');
  return Object.entries<Record<string, { readonly requestBody?: { readonly required: boolean } }>>(
    body.paths,
  ).flatMap(([template, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      template,
      path: filled(template),
      takesBody: operation.requestBody !== undefined,
      needsBody: operation.requestBody?.required ?? false,
    })),
  );
}

function filled(template: string): string {
  const id = template.startsWith('/v1/lists/') ? 'no-such-list' : unknownId;
  return template
    .replace('{id}', id)
    .replace('{ref}', 'nobody')
    .replace('{account}', `eip155:1:${ordinary}`)
    .replace('{address}', ordinary);
}

function expectProblem(answer: ServiceAnswer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.body?.code }).toEqual({ status, code });
  expect(answer.body).toMatchObject({
    status,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:\d|select |insert /i);
}

/** Sends bytes as they are. */
async function send(path: string, body: string | Buffer, type = 'application/json') {
  const answer = await fetch(`${world.service.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.keys.admin}`, 'content-type': type },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  return { status: answer.status, body: await answer.json() };
}

describe('the description', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { body } = await world.as('admin', 'GET', '/openapi.json');
    const result = await new Validator().validate(body);
    expect(result.errors ?? []).toEqual([]);
    expect(body.openapi).toMatch(/^3\.1\./);
  });

  it('names routes that all answer, and none without a key', async () => {
    for (const { method, path } of await operations()) {
      const answer = await fetch(`${world.service.url}${path}`, { method });
      expect([method, path, answer.status]).toEqual([method, path, 401]);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      await answer.body?.cancel();
    }
  });

  it('names routes that never fail on input that names nothing', async () => {
    for (const { method, path, takesBody } of await operations()) {
      const answer = await world.as('admin', method, path, takesBody ? {} : undefined);
      expect(answer.body?.code, `${method} ${path}`).not.toBe('request.not-found');
      const refused = answer.body?.code === 'list.incomplete';
      expect(answer.status < 500 || refused, `${method} ${path} ${answer.status}`).toBe(true);
    }
  });
});

describe('every route with a body', () => {
  it.each([
    ['no JSON', '{"a":', 'request.malformed'],
    ['a body that nests 40 deep', '['.repeat(40) + ']'.repeat(40), 'request.malformed'],
    ['a million brackets', '['.repeat(200_000), 'request.malformed'],
    ['U+0000 in a text', '{"name":"a\\u0000b"}', 'request.malformed'],
    ['half a surrogate pair', '{"name":"\\ud800"}', 'request.malformed'],
    ['half a surrogate pair as a key', '{"\\udc00":1}', 'request.malformed'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 'request.malformed'],
    ['null', 'null', 'request.invalid'],
    ['a number', '7', 'request.invalid'],
    ['a list', '[]', 'request.invalid'],
    ['wrong types', '{"wallet":7,"ref":[],"name":{},"reason":true}', 'request.invalid'],
    ['a prototype', '{"__proto__":{"role":"admin"}}', 'request.invalid'],
    ['nothing', '', 'request.invalid'],
  ])('refuses %s', async (_what, body, code) => {
    const withBody = (await operations()).filter((one) =>
      body === '' ? one.needsBody : one.takesBody,
    );
    expect(withBody.length).toBeGreaterThan(8);
    for (const { method, path } of withBody) {
      const answer = await fetch(`${world.service.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${world.keys.admin}`,
          'content-type': 'application/json',
        },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      });
      expectProblem({ status: answer.status, body: await answer.json() }, 400, code);
    }
  });

  it('refuses other content types', async () => {
    for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', '']) {
      expectProblem(await send('/v1/screenings', '{}', type), 415, 'request.unsupported-type');
    }
  });

  it('refuses 50 MB early, told or untold, and says so', async () => {
    for (const told of [true, false]) {
      const sent = await pour('/v1/screenings', 50 * 1024 * 1024, told);
      expect(sent.status).toBe(413);
      expect(JSON.parse(sent.text).code).toBe('request.too-large');
      expect(sent.bytesWritten).toBeLessThan(20 * 1024 * 1024);
    }
  });

  it('does not read what somebody without a key pours in', async () => {
    const sent = await pour('/v1/pay-runs', 50 * 1024 * 1024, true, 'Bearer wrong');
    expect(sent.status).toBe(401);
    expect(sent.bytesWritten).toBeLessThan(20 * 1024 * 1024);
  });

  it('goes on answering on a connection whose last request was refused', async () => {
    const socket = connect(Number(new URL(world.service.url).port), '127.0.0.1');
    const head = (body: string) =>
      `POST /v1/screenings HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${world.keys.admin}\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    socket.write(head('{"bad"'));
    const [first] = await once(socket, 'data');
    expect(String(first)).toContain('HTTP/1.1 400');
    const good = JSON.stringify({ wallet });
    socket.write(head(good));
    const [second] = await once(socket, 'data');
    expect(String(second)).toContain('HTTP/1.1 201');
    socket.destroy();
  });

  it('survives a caller who leaves in the middle', async () => {
    const socket = connect(Number(new URL(world.service.url).port), '127.0.0.1');
    socket.write(
      `POST /v1/screenings HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${world.keys.admin}\r\n` +
        'content-type: application/json\r\ncontent-length: 1000\r\n\r\n{"wal',
    );
    await once(socket, 'connect');
    socket.destroy();
    expect((await world.as('admin', 'GET', '/healthz')).status).toBe(200);
  });
});

/** Writes zeros as fast as they are taken, and says how many were when the answer came. */
async function pour(path: string, length: number, told: boolean, authorization?: string) {
  const request = httpRequest(`${world.service.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: authorization ?? `Bearer ${world.keys.admin}`,
      'content-type': 'application/json',
      ...(told ? { 'content-length': length } : {}),
    },
  });
  let bytesWritten = 0;
  let answered = false;
  const gone = (error: NodeJS.ErrnoException) => {
    if (!answered && error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error;
  };
  request.on('error', gone);
  const answer = once(request, 'response').then(async ([response]) => {
    answered = true;
    let text = '';
    for await (const chunk of response) text += chunk;
    return { status: response.statusCode as number, text };
  });
  const chunk = Buffer.alloc(64 * 1024, 0x20);
  while (!answered && bytesWritten < length) {
    bytesWritten += chunk.length;
    if (!request.write(chunk)) {
      await Promise.race([sleep(5), answer]);
    }
  }
  const { status, text } = await answer;
  request.destroy();
  return { status, text, bytesWritten };
}

describe('paths, methods and queries', () => {
  it('knows no other path', async () => {
    for (const path of ['/v1', '/v1/nothing', '/v2/screenings', '/v1/screenings/a/b', '/.env']) {
      expectProblem(await world.as('admin', 'GET', path), 404, 'request.not-found');
    }
  });

  it('names the methods that a path has', async () => {
    const answer = await fetch(`${world.service.url}/v1/pay-runs`, { method: 'DELETE' });
    expectProblem(
      { status: answer.status, body: await answer.json() },
      405,
      'request.method-not-allowed',
    );
    expect(answer.headers.get('allow')).toBe('POST');
  });

  it('refuses ids that are none and junk in the path', async () => {
    const payouts = '/v1/payouts/';
    for (const junk of ['1', 'null', "'%20or%201=1", '%00', 'x'.repeat(8_000), '..%2f..%2fetc']) {
      expectProblem(await world.as('admin', 'GET', `${payouts}${junk}`), 400, 'request.invalid');
    }
    for (const broken of ['%zz', '%ff%fe', '%']) {
      expectProblem(
        await world.as('admin', 'GET', `${payouts}${broken}`),
        400,
        'request.malformed',
      );
    }
  });

  it('refuses cursors, limits and query words that it does not know', async () => {
    const queries = [
      'limit=0',
      'limit=201',
      'limit=1e9',
      'limit=-1',
      'limit=99999999999999999999',
      'limit=abc',
      'limit=1&limit=2',
      'cursor=x',
      `cursor=${'9'.repeat(5_000)}`,
      'cursor=%00',
      'unheard=1',
    ];
    for (const query of queries) {
      for (const path of ['/v1/alerts', '/v1/flows']) {
        expectProblem(await world.as('admin', 'GET', `${path}?${query}`), 400, 'request.invalid');
      }
    }
  });

  it('refuses control characters and U+0000 in every path and query', async () => {
    const readable = (await operations()).filter(({ method }) => method === 'GET');
    for (const { template } of readable) {
      const path = template.includes('{') ? template.replace(/\{.*?\}/, 'a%00b') : template;
      const name = template.includes('{') ? '' : '?cursor=a%00b';
      expectProblem(await world.as('admin', 'GET', `${path}${name}`), 400, 'request.invalid');
    }
    const never = `/v1/wallets/eip155:1:${ordinary}?asOf=0000-01-01`;
    expectProblem(await world.as('admin', 'GET', never), 400, 'request.invalid');
  });

  it('ignores an Idempotency-Key where nothing is created', async () => {
    const twice = async (path: string) =>
      (await world.as('admin', 'GET', path, undefined, { 'idempotency-key': 'same' })).status;
    expect([
      await twice('/v1/alerts'),
      await twice('/v1/flows'),
      await twice('/v1/alerts'),
    ]).toEqual([200, 200, 200]);
  });

  it('counts requests in RateLimit headers', async () => {
    const answer = await fetch(`${world.service.url}/v1/lists`, {
      headers: { authorization: `Bearer ${world.keys.auditor}` },
    });
    expect(answer.headers.get('ratelimit')).toMatch(/^limit=\d+, remaining=\d+, reset=\d+$/);
    expect(answer.headers.get('ratelimit-policy')).toMatch(/^\d+;w=60$/);
    await answer.body?.cancel();
  });
});

describe('keys', () => {
  it('refuses no key, a wrong one, an odd one and an expired one alike', async () => {
    const refused = async (authorization: string) =>
      await world.service.call('GET', '/v1/lists', undefined, { authorization });
    for (const none of ['', 'Bearer', 'Bearer short', 'Basic abc', `Bearer ${'k'.repeat(5_000)}`]) {
      expectProblem(await refused(none), 401, 'auth.missing');
    }
    for (const wrong of [
      `Bearer wt_live_${'x'.repeat(43)}`,
      `Bearer ${await world.expiredKey()}`,
    ]) {
      expectProblem(await refused(wrong), 401, 'auth.invalid');
    }
  });

  it('refuses a key that was revoked', async () => {
    const revoked = await world.expiredKey();
    await world.database.system((tx) =>
      tx
        .updateTable('api_key')
        .set({ expires_at: null, revoked_at: new Date() })
        .where('last4', '=', revoked.slice(-4))
        .execute(),
    );
    const answer = await world.service.call('GET', '/v1/lists', undefined, {
      authorization: `Bearer ${revoked}`,
    });
    expectProblem(answer, 401, 'auth.invalid');
  });

  it('holds every role to what it may', async () => {
    const may = async (who: 'payroll' | 'auditor' | 'analyst', method: string, path: string) =>
      await world.as(who, method, path, method === 'GET' ? undefined : {});
    expectProblem(await may('auditor', 'POST', '/v1/screenings'), 403, 'auth.forbidden');
    expectProblem(await may('auditor', 'POST', '/v1/pay-runs'), 403, 'auth.forbidden');
    expectProblem(await may('auditor', 'PATCH', `/v1/alerts/${unknownId}`), 403, 'auth.forbidden');
    expectProblem(await may('payroll', 'GET', '/v1/alerts'), 403, 'auth.forbidden');
    expectProblem(
      await may('payroll', 'POST', `/v1/payouts/${unknownId}/release`),
      403,
      'auth.forbidden',
    );
    expectProblem(
      await may('payroll', 'POST', `/v1/payouts/${unknownId}/unblock`),
      403,
      'auth.forbidden',
    );
    expectProblem(await may('analyst', 'POST', '/v1/pay-runs'), 403, 'auth.forbidden');
    expectProblem(
      await may('analyst', 'POST', '/v1/lists/us-ofac-sdn/refresh'),
      403,
      'auth.forbidden',
    );
  });
});
