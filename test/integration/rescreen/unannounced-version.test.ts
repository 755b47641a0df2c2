import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Work } from '../../../src/ports/work.ts';
import { announceLeftOver } from '../../../src/rescreen/keep-lists.ts';
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
