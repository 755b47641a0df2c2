import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, ordinary, startApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.stop());

const wallet = `/v1/wallets/eip155:1:${ordinary}`;
const post = (path: string, body?: unknown) => world.as('admin', 'POST', path, body);

describe('a body', () => {
  it('may be left out where nothing must be said', async () => {
    const { status, body } = await post(`${wallet}/monitor`);
    expect([status, body.active]).toEqual([200, true]);
    const { body: description } = await world.as('admin', 'GET', '/openapi.json');
    const required = (path: string) => description.paths[path].post.requestBody.required;
    expect(required('/v1/wallets/{account}/monitor')).toBe(false);
    expect(required('/v1/flows/{id}/candidates')).toBe(false);
    expect(required('/v1/flows')).toBe(true);
  });

  it('is asked for where it lacks, and refused where none is taken', async () => {
    const lacking = await post(`${wallet}/exposure`);
    expect([lacking.status, lacking.body.details.faults]).toEqual([400, ['body: JSON is needed']]);
    const needless = await post('/v1/lists/us-ofac-sdn/refresh', {});
    expect(needless.body.details.faults).toEqual(['body: nothing is taken here']);
  });

  it('of labels is told which of them does not fit', async () => {
    const label = {
      name: 'N',
      category: 'exchange',
      source: 's',
      confidence: 1,
      date: '2026-01-01',
    };
    const good = { ...label, account: `eip155:1:${ordinary}` };
    const { status, body } = await post('/v1/labels', {
      labels: [good, { ...good, category: 'bank' }],
    });
    expect(status).toBe(400);
    expect(body.details.faults).toEqual([expect.stringContaining('body.labels.1.category: ')]);
    for (const neither of [{}, { labels: [good], tagPack: 'title: x' }]) {
      const { body: refused } = await post('/v1/labels', neither);
      expect(refused.details.faults).toEqual(['body: Give either labels or tagPack']);
    }
  });

  it('says how a chain is written', async () => {
    const { body } = await post('/v1/convergence', { chain: 'ethereum', asset: 'USDC' });
    expect([body.code, body.title]).toEqual([
      'caip.bad-chain',
      'Not a CAIP chain id, such as eip155:1',
    ]);
  });
});

describe('the pages', () => {
  const get = (path: string) => fetch(`${world.service.url}${path}`, { redirect: 'manual' });

  it('are found from the address that the start prints', async () => {
    const answer = await get('/');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/docs']);
    expect((await get('/docs')).status).toBe(200);
  });

  it('are our own: of the package that draws them nothing else is served', async () => {
    for (const path of ['page.css', 'start.js', 'swagger-ui.css', 'swagger-ui-bundle.js']) {
      expect([path, (await get(`/docs/${path}`)).status]).toEqual([path, 200]);
    }
    for (const path of ['index.html', 'swagger-initializer.js', 'package.json', 'README.md']) {
      expect([path, (await get(`/docs/${path}`)).status]).toEqual([path, 404]);
    }
  });
});
