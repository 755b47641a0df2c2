import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAuditEvent, verifyAuditChain } from '../../../src/database/audit.ts';
import { readEvents, storeEvents } from '../../../src/database/events.ts';
import {
  abandonIdempotent,
  beginIdempotent,
  finishIdempotent,
} from '../../../src/database/idempotency.ts';
import {
  createApiKey,
  createOrganisation,
  findApiKey,
} from '../../../src/database/organisations.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

let store: TestDatabase;
const at = '2026-01-02T03:04:05.678Z';
const clockAt = (ms: number) => ({ now: () => new Date(ms), id: () => randomUUID() });

beforeAll(async () => {
  store = await openTestDatabase();
});
afterAll(async () => await store?.close());

async function newOrganisation(): Promise<string> {
  const id = randomUUID();
  await store.database.system((tx) =>
    createOrganisation(tx, { id, name: 'Payroll Ltd', sandbox: false }),
  );
  return id;
}

describe('the audit chain', () => {
  const append = (organisation: string, note: string) =>
    store.database.tenant(organisation, (tx) =>
      appendAuditEvent(tx, organisation, {
        id: randomUUID(),
        actor: 'system',
        action: 'payout.held',
        subject: { type: 'payout', id: 'p1' },
        data: { note, amount: 12n },
        at,
      }),
    );
  const verify = (organisation: string) =>
    store.database.tenant(organisation, (tx) => verifyAuditChain(tx, organisation));

  it('has one next link, however many write at once', async () => {
    const organisation = await newOrganisation();
    const sequences = await Promise.all(
      Array.from({ length: 20 }, (_, i) => append(organisation, `n${i}`)),
    );
    expect(sequences.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(await verify(organisation)).toEqual({ events: 20 });
  });

  it('holds nothing when nothing was done', async () => {
    expect(await verify(await newOrganisation())).toEqual({ events: 0 });
  });

  it.each([
    ['altered', sql`update audit_event set reason = 'other' where sequence = 2`, 2],
    ['dated back', sql`update audit_event set at = at - interval '1 us' where sequence = 3`, 3],
    ['removed', sql`delete from audit_event where sequence = 2`, 2],
    ['cut off at the end', sql`delete from audit_event where sequence = 3`, 3],
    ['replaced', sql`update audit_event set hash = sha256(hash) where sequence = 1`, 1],
  ])('names the first event that was %s', async (_what, tamper, brokenAt) => {
    const organisation = await newOrganisation();
    for (const note of ['a', 'b', 'c']) await append(organisation, note);
    const byTenant = store.database.tenant(organisation, (tx) => tamper.execute(tx));
    await expect(byTenant).rejects.toMatchObject({ details: { sqlstate: '42501' } });
    await store.database.system(async (tx) => {
      await sql`delete from audit_event where organisation_id <> ${organisation}`.execute(tx);
      await tamper.execute(tx);
    });
    expect(await verify(organisation)).toMatchObject({ brokenAt });
  });

  it('takes nothing from another tenant', async () => {
    const [ours, theirs] = [await newOrganisation(), await newOrganisation()];
    const entry = {
      id: randomUUID(),
      actor: 'system',
      action: 'a',
      subject: { type: 't', id: 'i' },
      data: {},
      at,
    };
    const appended = store.database.tenant(ours, (tx) => appendAuditEvent(tx, theirs, entry));
    await expect(appended).rejects.toMatchObject({ details: { sqlstate: '42501' } });
  });
});

describe('domain events', () => {
  it('are given to a reader in order, and not past one that an open transaction may still add', async () => {
    const organisation = await newOrganisation();
    const clock = clockAt(0);
    const write = (subjectId: string, hold?: Promise<void>) =>
      store.database.tenant(organisation, async (tx) => {
        await storeEvents(tx, organisation, clock, [
          { type: 'flow.completed', subjectId, data: { amount: 5n, name: 'a\u0000b' } },
        ]);
        await hold;
      });
    const read = () =>
      store.database.tenant(organisation, (tx) => readEvents(tx, organisation, 0, 10));
    await write('before');
    let release = (): void => undefined;
    const slow = write('slow', new Promise((resolve) => (release = resolve)));
    await expect.poll(blockedWriters).toBe(1);
    await write('meanwhile');
    const early = await read();
    expect(early.map((event) => event.subjectId)).not.toContain('meanwhile');
    release();
    await slow;
    // Open transactions of other databases on the same server hold events back as well.
    await expect.poll(async () => (await read()).length).toBeGreaterThan(early.length + 1);
    const late = await read();
    expect(late.slice(0, early.length)).toEqual(early);
    expect(late.map((event) => event.subjectId)).toContain('slow');
    expect(late[0]?.data).toEqual({ amount: '5', name: 'a\ufffdb' });
  });

  async function blockedWriters(): Promise<number> {
    const { rows } = await store.database.system((tx) =>
      sql`select from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction'`.execute(tx),
    );
    return rows.length;
  }
});

describe('an idempotent request', () => {
  const sha = (text: string) => createHash('sha256').update(text).digest();
  async function newRequest() {
    const organisationId = await newOrganisation();
    return { organisationId, key: 'k', route: 'POST /v1/payouts', inputSha256: sha('a') };
  }
  type Request = Awaited<ReturnType<typeof newRequest>>;
  const begin = (request: Request, nowMs = 0) =>
    store.database.tenant(request.organisationId, (tx) =>
      beginIdempotent(tx, request, clockAt(nowMs), 1000),
    );
  const finish = (request: Request, claim: string) =>
    store.database.tenant(request.organisationId, (tx) =>
      finishIdempotent(tx, request, claim, { status: 201, body: '{"to":7,"at":1}' }),
    );
  async function fresh(request: Request, nowMs = 0): Promise<string> {
    const start = await begin(request, nowMs);
    if (start.state !== 'fresh') throw new Error(`not fresh but ${start.state}`);
    return start.claim;
  }

  it('is done once and answered the same again', async () => {
    const request = await newRequest();
    await finish(request, await fresh(request));
    const body = '{"to":7,"at":1}';
    expect(await begin(request)).toEqual({ state: 'replay', status: 201, body });
  });

  it('is in flight for all but one of those who send it at once', async () => {
    const request = await newRequest();
    const states = await Promise.all([1, 2, 3, 4].map(async () => (await begin(request)).state));
    expect(states.sort()).toEqual(['fresh', 'in-flight', 'in-flight', 'in-flight']);
  });

  it('may not ask for something else under the same key', async () => {
    const request = await newRequest();
    await fresh(request);
    const other = { ...request, inputSha256: sha('b') };
    expect(await begin(other)).toEqual({ state: 'different-input' });
  });

  it('passes to the next caller when its claim ran out, and the first cannot answer any more', async () => {
    const request = await newRequest();
    const first = await fresh(request);
    const second = await fresh(request, 1000);
    await expect(finish(request, first)).rejects.toMatchObject({ code: 'idempotency.claim-lost' });
    await finish(request, second);
  });

  it('can be tried again at once after a failure', async () => {
    const request = await newRequest();
    const claim = await fresh(request);
    await store.database.tenant(request.organisationId, (tx) =>
      abandonIdempotent(tx, request, claim),
    );
    expect(await fresh(request)).not.toBe(claim);
  });
});

describe('an API key', () => {
  it('is found by its hash before its tenant is known', async () => {
    const organisationId = await newOrganisation();
    const sha256 = createHash('sha256').update(organisationId).digest();
    const key = {
      organisationId,
      id: randomUUID(),
      sha256,
      role: 'auditor' as const,
      last4: 'abcd',
    };
    await store.database.system((tx) => createApiKey(tx, key));
    expect(await findApiKey(store.database, sha256)).toEqual({
      organisationId,
      keyId: key.id,
      role: 'auditor',
      sandbox: false,
    });
    expect(await findApiKey(store.database, Buffer.alloc(32))).toBeUndefined();
  });
});
