import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Work } from '../../../src/ports/work.ts';
import { alarmStale, announceLeftOver } from '../../../src/rescreen/keep-lists.ts';
import { type FlowWorld, openFlowWorld } from '../../support/flow-world.ts';

describe('a version of a list that was loaded without a word', () => {
  let world: FlowWorld;
  beforeAll(async () => {
    world = await openFlowWorld();
  });
  afterAll(async () => {
    await world?.close();
  });

  it('has every organisation rescreened, once, and what ships has none', async () => {
    const { core, organisationId } = world;
    const load = async (shipped: boolean, age: string) => {
      const { rows } = await core.database.system((tx) =>
        sql<{ id: number }>`
          insert into list_version (list, publisher, published, sha256, records, identifiers,
            shipped, loaded_at)
          values ('us-ofac-sdn', 'OFAC', '2026-01-01', 'x', 1, 1, ${shipped},
            now() - ${age}::interval)
          returning id`.execute(tx),
      );
      return rows[0]?.id;
    };
    const forgotten = await load(false, '5 minutes');
    await load(true, '5 minutes');
    // Whoever loaded this one is just about to tell.
    await load(false, '1 second');
    const enqueued: Work[] = [];
    const work = { enqueue: async (jobs: readonly Work[]) => void enqueued.push(...jobs) };
    const context = { ...core.rescreen, work };
    await announceLeftOver(context);
    expect(enqueued).toEqual([
      { kind: 'rescreen', organisationId, list: 'us-ofac-sdn', versionId: forgotten },
    ]);
    await announceLeftOver(context);
    expect(enqueued).toHaveLength(1);
  });

  it('is rescreened for when every process has taken it over, and not before', async () => {
    const { core, organisationId } = world;
    const rescreen = {
      kind: 'rescreen',
      organisationId,
      list: 'us-ofac-sdn',
      versionId: 9,
    } as const;
    await core.queues.enqueue([rescreen]);
    expect((await core.queues.counts())['rescreen']).toMatchObject({ delayed: 1, waiting: 0 });
  });
});

describe('a list that grew older than its maximum age', () => {
  let world: FlowWorld;
  beforeAll(async () => {
    world = await openFlowWorld();
  });
  afterAll(async () => {
    await world?.close();
  });

  it('raises one alarm, also where nobody requires it, but not where it was never had', async () => {
    const { core, organisationId } = world;
    const known = { publisher: 'x', effect: 'block', jurisdiction: 'US', identifiers: 0 } as const;
    const status = async () =>
      [
        { list: 'required', required: true, stale: true },
        { list: 'optional', required: false, stale: true, checkedAt: '2026-01-01T00:00:00.000Z' },
        { list: 'never-had', required: false, stale: true },
        { list: 'fresh', required: true, stale: false, checkedAt: '2026-01-01T00:00:00.000Z' },
      ].map((one) => ({ ...known, kept: 0, refreshing: false, ...one }));
    const lists = { ...core.rescreen.lists, status };
    await alarmStale({ ...core.rescreen, lists });
    await alarmStale({ ...core.rescreen, lists });
    const { rows } = await core.database.tenant(organisationId, (tx) =>
      sql`select subject_id as id, title from alert where kind = 'list-stale' order by subject_id`.execute(
        tx,
      ),
    );
    expect(rows).toMatchObject([
      { id: 'optional since 2026-01-01T00:00:00.000Z', title: expect.stringMatching(/not known/) },
      { id: 'required since ever', title: expect.stringMatching(/review/) },
    ]);
    const events = await core.database.tenant(organisationId, (tx) =>
      sql<{ subject_id: string }>`
        select subject_id from domain_event where type = 'list.stale' order by subject_id`.execute(
        tx,
      ),
    );
    expect(events.rows.map(({ subject_id }) => subject_id)).toEqual(['optional', 'required']);
  });
});
