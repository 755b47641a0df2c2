import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roles } from '../../../src/domain/organisation.ts';
import { type ApiWorld, ordinary, startApiWorld } from './api-world.ts';
import { account, exampleCalls, kindOf, type Made, withoutExample } from './example-calls.ts';

/** An operation of the description, which is what these tests go through: a new one is in them. */
interface Operation {
  readonly name: string;
  readonly method: string;
  readonly template: string;
  readonly roles: readonly string[];
  readonly creates: boolean;
}

interface Described {
  readonly parameters: readonly { readonly name: string }[];
  readonly 'x-roles': readonly string[];
}

const unknownId = '01900000-0000-7000-8000-000000000000';

let world: ApiWorld;
let operations: readonly Operation[];
beforeAll(async () => {
  world = await startApiWorld();
  const { body } = await world.as('admin', 'GET', '/openapi.json');
  operations = Object.entries<Record<string, Described>>(body.paths).flatMap(([template, item]) =>
    Object.entries(item).map(([method, one]) => ({
      ...{ name: `${method.toUpperCase()} ${template}`, method: method.toUpperCase(), template },
      roles: one['x-roles'],
      creates: one.parameters.some(({ name }) => name === 'Idempotency-Key'),
    })),
  );
});
afterAll(() => world.stop());

const filled = (template: string, id = unknownId) =>
  template
    .replace('{id}', template.startsWith('/v1/lists/') ? 'no-such-list' : id)
    .replace('{ref}', 'nobody')
    .replace('{account}', account)
    .replace('{address}', ordinary);
const bodyFor = (method: string) => (method === 'GET' ? undefined : {});

describe('what a role may', () => {
  it('is what the description says, in every operation', async () => {
    for (const { name, method, template, roles: allowed } of operations) {
      for (const role of roles) {
        const answer = await world.as(role, method, filled(template), bodyFor(method));
        const forbidden = answer.status === 403 && answer.body?.code === 'auth.forbidden';
        expect([name, role, forbidden]).toEqual([name, role, !allowed.includes(role)]);
      }
    }
  });

  it('is: an auditor reads all and changes nothing, an admin may all', () => {
    const readable = operations.filter(({ method }) => method === 'GET');
    const byAuditor = operations.filter((one) => one.roles.includes('auditor'));
    expect(byAuditor.map(({ name }) => name)).toEqual(readable.map(({ name }) => name));
    expect(operations.filter((one) => !one.roles.includes('admin'))).toEqual([]);
  });

  it('is: payroll submits and reads payouts, and what they rest on', () => {
    const byPayroll = operations.filter((one) => one.roles.includes('payroll'));
    expect(byPayroll.map(({ name }) => name).sort()).toEqual([
      'GET /api/v1/address/{address}',
      'GET /v1/flows/{id}',
      'GET /v1/flows/{id}/events',
      'GET /v1/listings',
      'GET /v1/lists',
      'GET /v1/ownership',
      'GET /v1/payouts/{id}',
      'GET /v1/screenings/{id}',
      'POST /v1/pay-runs',
      'POST /v1/payouts/{id}/settlement',
      'POST /v1/screenings',
      'PUT /v1/employers/{ref}',
      'PUT /v1/payees/{ref}',
    ]);
  });
});

const made: Made = { ids: new Map(), payouts: new Map() };

describe('an Idempotency-Key', () => {
  it('gives the same answer for the same body and refuses another, in every operation that takes one', async () => {
    const tried = new Set(withoutExample);
    for await (const { name, who, path, body, other } of exampleCalls(world, made)) {
      tried.add(name);
      const send = async (given: object, key: string) =>
        await world.as(who, 'POST', path, given, { 'idempotency-key': key });
      const first = await send(body, `one ${name}`);
      expect([name, first.status, first.body?.code]).toEqual([
        name,
        expect.toSatisfy((status: number) => status >= 200 && status < 300),
        undefined,
      ]);
      const id = first.body.id ?? first.body.payout?.id;
      const kind = kindOf[name] ?? name.replace('POST ', '');
      if (id !== undefined) made.ids.set(kind, id);
      const again = await send(body, `one ${name}`);
      const textOf = ({ status, body: answered }: typeof first) =>
        JSON.stringify([status, answered]);
      expect([name, textOf(again)]).toEqual([name, textOf(first)]);
      // A query makes it another request where no other body fits.
      const different =
        JSON.stringify(other) === JSON.stringify(body) ? { ...other, more: 1 } : other;
      const refused = await send(different, `one ${name}`);
      expect([name, refused.status]).toEqual([name, different === other ? 422 : 400]);
      if (different === other) expect(refused.body.code).toBe('idempotency.different-input');
    }
    const creating = operations.filter(({ creates }) => creates);
    expect([...tried].sort()).toEqual(creating.map(({ name }) => name).sort());
  });
});

describe('what belongs to another organisation', () => {
  it('is not found by its id, in any operation', async () => {
    const withId = operations.filter(({ template }) => template.includes('{id}'));
    for (const { name, method, template } of withId) {
      if (template.startsWith('/v1/lists/')) continue;
      const kind = template.slice(0, template.indexOf('/{id}'));
      const id = made.ids.get(kind);
      expect([kind, id]).toEqual([kind, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
      const path = template.replace('{id}', id ?? '');
      const answer = await world.as('stranger', method, path, fitting[name] ?? bodyFor(method));
      expect([name, answer.status]).toEqual([name, 404]);
      expect(answer.body.code).toMatch(/^[a-z]+(?:-[a-z]+)*\.not-found$/);
      expect(JSON.stringify(answer.body)).not.toMatch(/secret/i);
      const own = method === 'GET' ? await world.as('admin', method, path) : undefined;
      if (!template.endsWith('/events') && own) expect([name, own.status]).not.toEqual([name, 404]);
    }
  });

  it('shows in none of the lists and profiles', async () => {
    const shown = operations.filter(
      ({ method, template }) => method === 'GET' && !template.includes('{id}'),
    );
    for (const { name, template } of shown) {
      const query = queries[template] ?? '';
      const path = template.replace('{ref}', 'secret-entity').replace('{account}', account);
      const answer = await world.as('stranger', 'GET', `${filled(path)}${query}`);
      expect([name, JSON.stringify(answer.body)]).toEqual([
        name,
        expect.not.stringMatching(/secret/i),
      ]);
      const answered = template.startsWith('/api/') ? [200, 503] : [200];
      expect([name, answered.includes(answer.status)]).toEqual([name, true]);
    }
  });
});

const because = { reason: 'I would like to' };
/** Bodies that fit, so that nothing but the id is wrong. */
const fitting: Readonly<Record<string, object>> = {
  'POST /v1/payee-findings/{id}/confirm': because,
  'POST /v1/payee-findings/{id}/revoke': because,
  'POST /v1/payouts/{id}/hold': because,
  'POST /v1/payouts/{id}/release': because,
  'POST /v1/payouts/{id}/reject': because,
  'POST /v1/payouts/{id}/unblock': { ...because, ground: 'delisted' },
  'POST /v1/payouts/{id}/settlement': { chain: 'eip155:1', tx: `0x${'c'.repeat(64)}` },
  'PATCH /v1/alerts/{id}': { state: 'investigating' },
};
const queries: Readonly<Record<string, string>> = {
  '/v1/listings': `?account=${account}`,
  '/v1/labels': `?account=${account}`,
  '/v1/ownership': '?party=us-ofac-sdn:1',
};
