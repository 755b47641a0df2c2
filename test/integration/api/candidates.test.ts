import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, startApiWorld } from './api-world.ts';

describe('candidates of a flow', () => {
  let world: ApiWorld;
  let flowId = '';
  beforeAll(async () => {
    world = await startApiWorld();
    const flow = await world.as('analyst', 'POST', '/v1/flows', {
      transaction: { chain: 'eip155:1', tx: `0x${'a'.repeat(64)}` },
    });
    flowId = flow.body.id;
  });
  afterAll(() => world.stop());
  const ask = (who: keyof ApiWorld['keys'], body: object = {}, id = flowId) =>
    world.as(who, 'POST', `/v1/flows/${id}/candidates`, body);

  it('are looked for once the flow is traced, and say what is wrong with a question', async () => {
    expect((await ask('analyst')).body.code).toBe('flow.not-traced');
    expect((await ask('analyst', { pool: 'any' })).status).toBe(400);
    expect((await ask('analyst', {}, 'no-id')).status).toBe(400);
    const unknown = '01890000-0000-7000-8000-00000000dead';
    expect((await ask('analyst', {}, unknown)).body.code).toBe('flow.not-found');
    expect((await ask('auditor')).status).toBe(403);
  });

  it('belong to the organisation that asked', async () => {
    await world.database.system((tx) =>
      sql`update flow set state = 'traced' where id = ${flowId}::uuid`.execute(tx),
    );
    const asked = await ask('analyst');
    expect([asked.status, asked.body.state]).toEqual([202, 'requested']);
    const path = `/v1/candidates/${asked.body.id}`;
    expect((await world.as('auditor', 'GET', path)).body.id).toBe(asked.body.id);
    const listed = await world.as('auditor', 'GET', '/v1/candidates');
    expect(listed.body.items.map(({ id }: { id: string }) => id)).toEqual([asked.body.id]);
    const other = await world.as('stranger', 'GET', path);
    expect([other.status, other.body.code]).toEqual([404, 'inquiry.not-found']);
    expect((await ask('stranger')).body.code).toBe('flow.not-found');
    expect((await world.as('stranger', 'GET', '/v1/candidates')).body.items).toEqual([]);
    const wrongKind = await world.as('auditor', 'GET', `/v1/exposures/${asked.body.id}`);
    expect(wrongKind.body.code).toBe('inquiry.not-found');
  });
});
