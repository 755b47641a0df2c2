import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangesQuery } from '../../../src/ports/lists.ts';
import { rescreenList } from '../../../src/rescreen/rescreen-list.ts';
import { rescreenNames } from '../../../src/rescreen/rescreen-names.ts';
import { versionChanges } from '../../../src/rescreen/version-changes.ts';
import { type FlowWorld, openFlowWorld } from '../../support/flow-world.ts';

const list = 'us-ofac-sdn';
const changeCount = 7;
const pageSize = 2;

describe('a version with more changes than are read at once', () => {
  let world: FlowWorld;
  let versionId: number;
  beforeAll(async () => {
    world = await openFlowWorld();
    versionId = await world.core.database.system(async (tx) => {
      const { rows } = await sql<{ id: number }>`
        insert into list_version (list, publisher, published, sha256, records, identifiers,
          shipped, loaded_at)
        values (${list}, 'OFAC', '2026-01-01', 'x', 1, 1, false, now()) returning id`.execute(tx);
      const id = rows[0]?.id ?? 0;
      await sql`
        insert into list_change (list, version_id, kind, subject, uid, party, raw, account_key, at)
        select ${list}, ${id}, 'added', case when n = ${changeCount} then 'party' else 'identifier' end,
          'many-' || n, 'Party', null, case when n < ${changeCount} then 'xmr:' || n end, now()
        from generate_series(1, ${changeCount}) n`.execute(tx);
      return id;
    });
  });
  afterAll(async () => {
    await world?.close();
  });

  /** The lists of the store, which gives no more than a small page at once. */
  const inSmallPages = () => {
    const { lists } = world.core.rescreen;
    const changes = async (query: ChangesQuery) =>
      await lists.changes({ ...query, limit: Math.min(query.limit, pageSize) });
    return { ...world.core.rescreen, lists: { ...lists, changes } };
  };

  it('is read to its end, each change once and in order', async () => {
    const uids: string[] = [];
    for await (const { uid } of versionChanges(inSmallPages().lists, { list, versionId })) {
      uids.push(uid);
    }
    expect(uids).toEqual(Array.from({ length: changeCount }, (_, at) => `many-${at + 1}`));
  });

  it('has every wallet of it looked at, and the names when its last change is a party', async () => {
    const context = inSmallPages();
    const { accounts } = await rescreenList(context, world.organisationId, { list, versionId });
    expect(accounts).toBe(changeCount - 1);
    const asked: unknown[] = [];
    const names = { ...context.names, reload: async () => void asked.push('reload') };
    await rescreenNames({ ...context, names }, world.organisationId, { list, versionId });
    expect(asked).toEqual(['reload']);
  });
});
