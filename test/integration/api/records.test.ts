import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chainId } from '../../../src/domain/caip.ts';
import { bundleDigest } from '../../../src/flows/evidence-bundle.ts';
import { insertFlow } from '../../../src/flows/store.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { type ApiWorld, listed, ordinary, startApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.stop());

describe('the audit log', () => {
  it('gives every act in pages, oldest first, to those who may read it', async () => {
    for (const ref of ['a', 'b', 'c']) {
      await world.as('payroll', 'PUT', `/v1/employers/${ref}`, { name: `Employer ${ref}` });
    }
    const first = await world.as('auditor', 'GET', '/v1/audit?limit=2');
    expect(first.body.items.map((one: { subject: { id: string } }) => one.subject.id)).toEqual([
      'a',
      'b',
    ]);
    const { nextCursor } = first.body;
    const rest = await world.as('admin', 'GET', `/v1/audit?limit=2&cursor=${nextCursor}`);
    expect(rest.body.items).toMatchObject([
      { sequence: 3, action: 'employer.put', subject: { type: 'employer', id: 'c' } },
    ]);
    expect(rest.body.items[0].hash).toMatch(/^[0-9a-f]{64}$/);
    expect(rest.body.nextCursor).toBeUndefined();
    expect((await world.as('analyst', 'GET', '/v1/audit')).status).toBe(403);
    expect((await world.as('admin', 'GET', '/v1/audit?cursor=-1')).status).toBe(400);
  });
});

describe('the drop-in for the free sanctions API', () => {
  const ask = async (address: string, headers: Record<string, string>) => {
    const answer = await fetch(`${world.service.url}/api/v1/address/${address}`, { headers });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };

  it('finds a listed address by the header that its callers send', async () => {
    for (const name of ['X-API-Key', 'Token']) {
      const { status, body } = await ask(listed.toUpperCase().replace('0X', '0x'), {
        [name]: world.keys.payroll,
      });
      expect(status).toBe(200);
      expect(body.identifications[0]).toMatchObject({ category: 'sanctions' });
      expect(body.identifications[0].description).toContain('us-ofac-sdn');
    }
  });

  it('gives no empty list while a list is the shipped snapshot', async () => {
    const { status, body } = await ask(ordinary, { 'x-api-key': world.keys.payroll });
    expect([status, body.code]).toEqual([503, 'list.incomplete']);
  });

  it('gives no empty list for what is no address', async () => {
    for (const text of ['hello', '0x1234', 'vitalik.eth']) {
      const { status } = await ask(text, { 'x-api-key': world.keys.payroll });
      expect(status).toBe(422);
    }
    expect((await ask('%00%00%00', { 'x-api-key': world.keys.payroll })).status).toBe(400);
    expect((await ask(listed, {})).status).toBe(401);
    expect((await ask(listed, { token: 'x'.repeat(30) })).status).toBe(401);
  });
});

describe('wallets and listings', () => {
  it('reads CAIP ids that are percent-encoded and in any spelling', async () => {
    const spelt = `eip155:1:${listed.toUpperCase().replace('0X', '0x')}`;
    for (const path of [`eip155:1:${listed}`, encodeURIComponent(`eip155:1:${listed}`), spelt]) {
      const { status, body } = await world.as('auditor', 'GET', `/v1/wallets/${path}`);
      expect([status, body.account]).toEqual([200, `eip155:1:${listed}`]);
      expect(body.listings.length).toBeGreaterThan(0);
    }
  });

  it('says that owners are not evaluated where nothing is known of them', async () => {
    const answer = await world.as('payroll', 'GET', '/v1/ownership?party=us-ofac-sdn:1');
    expect([answer.status, answer.body]).toEqual([
      200,
      { party: 'us-ofac-sdn:1', state: 'not-evaluated', percent: '0', blockedOwners: [] },
    ]);
    expect((await world.as('payroll', 'GET', '/v1/ownership')).status).toBe(400);
  });

  it('tells when there are more changes than were asked for', async () => {
    const path = '/v1/lists/us-ofac-sdn/changes';
    const all = await world.as('auditor', 'GET', `${path}?limit=5000`);
    expect(all.body.truncated).toBe(false);
    const few = await world.as('auditor', 'GET', `${path}?limit=2`);
    expect([few.body.items.length, few.body.truncated]).toEqual([2, true]);
    const next = await world.as('auditor', 'GET', `${path}?limit=2&cursor=${few.body.nextCursor}`);
    expect([...few.body.items, ...next.body.items]).toEqual(all.body.items.slice(0, 4));
    expect(all.body.nextCursor).toBeUndefined();
  });

  it('answers as of a date and as known at a moment', async () => {
    const asked = async (query: string) => {
      const path = `/v1/listings?account=eip155:1:${listed}&${query}`;
      return (await world.as('auditor', 'GET', path)).body.items.length as number;
    };
    expect(await asked('asOf=2010-01-01')).toBe(0);
    expect(await asked('asOf=2025-12-01')).toBeGreaterThan(0);
    expect(await asked('knownAt=2020-01-01T00:00:00Z')).toBe(0);
    expect(await asked(`knownAt=${new Date(Date.now() + 60_000).toISOString()}`)).toBeGreaterThan(
      0,
    );
  });

  it.each([
    ['asOf=yesterday', 400],
    ['asOf=2025-02-30', 400],
    ['knownAt=2025-01-01', 400],
    ['knownAt=now', 400],
    ['when=2025-01-01', 400],
  ])('refuses %s', async (query, status) => {
    const answer = await world.as(
      'auditor',
      'GET',
      `/v1/listings?account=eip155:1:${listed}&${query}`,
    );
    expect(answer.status).toBe(status);
  });

  it.each(['nonsense', 'eip155:1', 'eip155:1:', 'eip155:1:0x12', 'nochain:1:abc'])(
    'refuses the account %s',
    async (account) => {
      const paths = [`/v1/wallets/${account}`, `/v1/listings?account=${account}`];
      for (const path of paths) {
        const { status, body } = await world.as('auditor', 'GET', path);
        expect([path, status]).toEqual([path, 422]);
        expect(body.code).toMatch(/^(account|caip)\./);
      }
    },
  );
});

describe('flows', () => {
  const transaction = { chain: 'eip155:1', tx: `0x${'a'.repeat(64)}` };

  it.each([
    ['no seed', {}, 400],
    ['two seeds', { transaction, wallet: { account: `eip155:1:${ordinary}`, asset: 'ETH' } }, 400],
    ['an unknown method', { transaction, method: 'magic' }, 400],
    ['a limit above the ceiling', { transaction, limits: { hopsMax: 1_000 } }, 400],
    ['a limit of nought', { transaction, limits: { potsMax: 0 } }, 400],
    ['a minimum below nought', { transaction, limits: { minimumBase: '-1' } }, 400],
    ['a chain that is none', { transaction: { ...transaction, chain: 'no chain' } }, 422],
    [
      'an asset that nobody knows',
      { wallet: { account: `eip155:1:${ordinary}`, asset: 'NOPE' } },
      422,
    ],
    ['a wallet that cannot be read', { wallet: { account: 'eip155:1:0x12', asset: 'ETH' } }, 422],
  ])('refuses %s', async (_what, body, status) => {
    const answer = await world.as('analyst', 'POST', '/v1/flows', body);
    expect(answer.status).toBe(status);
  });

  it('answers HEAD on a stream at once, and ends a stream that nobody reads', async () => {
    const { body: asked } = await world.as('analyst', 'POST', '/v1/flows', { transaction });
    const url = `${world.service.url}/v1/flows/${asked.id}/events`;
    const headers = { authorization: `Bearer ${world.keys.analyst}`, 'last-event-id': '1e999' };
    const head = await fetch(url, { method: 'HEAD', headers });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const leave = new AbortController();
    const stream = await fetch(url, { headers, signal: leave.signal });
    expect(stream.status).toBe(200);
    leave.abort();
    expect((await world.as('analyst', 'GET', `/v1/flows/${asked.id}`)).status).toBe(200);
  });

  it('tell all of their progress, however much there is, before the stream ends', async () => {
    const { organisationId } = world;
    const id = systemClock.id();
    // More than one reading of the store gives.
    const count = 1_234;
    const request = { method: 'fifo', methods: [], limits: {} } as const;
    const seed = { kind: 'transaction', chain: chainId('eip155:1'), tx: transaction.tx } as const;
    await world.database.tenant(organisationId, async (tx) => {
      await insertFlow(tx, organisationId, { id, request: { ...request, seed } });
      await sql`insert into flow_progress (organisation_id, flow_id, stage, data)
        select ${organisationId}::uuid, ${id}::uuid, 'wave', jsonb_build_object('wave', n)
        from generate_series(1, ${count}::int) n`.execute(tx);
      await sql`update flow set state = 'withdrawn' where id = ${id}::uuid`.execute(tx);
    });
    const headers = { authorization: `Bearer ${world.keys.analyst}` };
    const stream = await fetch(`${world.service.url}/v1/flows/${id}/events`, { headers });
    const waves = [...(await stream.text()).matchAll(/^data: (.*)$/gm)].map(
      ([, data]) => JSON.parse(data ?? '').wave,
    );
    expect(waves).toEqual(Array.from({ length: count }, (_, at) => at + 1));
  });

  it('have no evidence before their answer', async () => {
    const { body: asked } = await world.as('analyst', 'POST', '/v1/flows', { transaction });
    const { status, body } = await world.as('auditor', 'GET', `/v1/flows/${asked.id}/evidence`);
    expect([status, body.code]).toEqual([409, 'flow.not-traced']);
  });

  it('have evidence whose digest depends on everything in it but the order of keys', () => {
    const bundle = { format: 'x', transfers: [{ key: 'k', sha256: 's' }], digest: 'old' };
    const turned = { transfers: [{ sha256: 's', key: 'k' }], format: 'x' };
    expect(bundleDigest(bundle)).toBe(bundleDigest(turned));
    expect(bundleDigest({ ...bundle, format: 'y' })).not.toBe(bundleDigest(bundle));
  });
});
