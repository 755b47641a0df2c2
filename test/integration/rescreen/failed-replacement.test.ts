import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountKey } from '../../../src/accounts/account.ts';
import { failFlow } from '../../../src/flows/follow.ts';
import { findFlow } from '../../../src/flows/store.ts';
import { refollow, replaceFlow } from '../../../src/rescreen/store.ts';
import { reorgedFlows } from '../../../src/rescreen/store-reorg.ts';
import { jobHandlers } from '../../../src/runtime/job-handlers.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import {
  type FlowWorld,
  openFlowWorld,
  payment,
  worldChain,
  worldWallet,
} from '../../support/flow-world.ts';

describe('a flow whose replacement failed', () => {
  let world: FlowWorld;
  let standing = '';
  const [employer, worker, friend] = [1, 2, 3].map(worldWallet) as [never, never, never];

  beforeAll(async () => {
    world = await openFlowWorld();
    const wage = payment(employer, worker, 900, 10);
    await world.hold([wage, payment(worker, friend, 400, 20)], { fromHeight: 0, toHeight: 100 });
    const seed = { kind: 'transaction', chain: worldChain, tx: wage.tx } as const;
    standing = (await world.follow(seed)).id;
    const failed = systemClock.id();
    const { core, organisationId } = world;
    await core.database.tenant(organisationId, (tx) => replaceFlow(tx, standing, failed));
    await failFlow(core.flows, organisationId, failed, { code: 'source.failed', message: 'gone' });
  });
  afterAll(async () => {
    await world?.close();
  });

  it('is still the answer that a reorganisation takes back', async () => {
    const found = await reorgedFlows(world.core.database, worldChain, 50);
    expect(found.map(({ id }) => id)).toContain(standing);
  });

  it('is followed again when a list names a wallet on it', async () => {
    const { core, organisationId } = world;
    const again = await core.database.tenant(organisationId, (tx) =>
      refollow(tx, [accountKey(friend)], () => systemClock.id()),
    );
    expect(again.map(({ before }) => before)).toEqual([standing]);
    const [next] = again;
    const row = await core.database.tenant(organisationId, (tx) =>
      findFlow(tx, next?.flowId ?? ''),
    );
    expect(row?.state).toBe('requested');
    // The next one is under way: nothing is asked twice.
    const twice = await core.database.tenant(organisationId, (tx) =>
      refollow(tx, [accountKey(friend)], () => systemClock.id()),
    );
    expect(twice).toEqual([]);
  });
});

describe('a payment that is gone when it is followed again', () => {
  let world: FlowWorld;
  beforeAll(async () => {
    world = await openFlowWorld();
  });
  afterAll(async () => {
    await world?.close();
  });

  it('has vanished, with the answers that followed it', async () => {
    const { core, organisationId } = world;
    const wage = payment(worldWallet(1), worldWallet(2), 900, 10);
    await world.hold([wage], { fromHeight: 0, toHeight: 100 });
    const seed = { kind: 'transaction', chain: worldChain, tx: wage.tx } as const;
    const before = (await world.follow(seed)).id;
    const again = systemClock.id();
    await core.database.tenant(organisationId, (tx) => replaceFlow(tx, before, again));
    await core.database.system((tx) => sql`delete from transfer`.execute(tx));
    const job = { signal: new AbortController().signal, last: true } as never;
    const outcome = await jobHandlers(core).follow(
      { kind: 'follow', organisationId, flowId: again, attempt: 1 } as never,
      job,
    );
    expect(outcome).toEqual({ state: 'done' });
    for (const id of [before, again]) {
      const row = await core.database.tenant(organisationId, (tx) => findFlow(tx, id));
      expect(row?.state).toBe('withdrawn');
    }
    const alerts = await core.database.tenant(organisationId, (tx) =>
      sql<{ kind: string }>`select kind from alert where subject_id = ${again}`.execute(tx),
    );
    expect(alerts.rows).toEqual([{ kind: 'payment-vanished' }]);
  });
});
