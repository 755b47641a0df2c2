import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ListedParty } from '../../../src/domain/listed-party.ts';
import { listsConfigSchema } from '../../../src/sanctions/lists-config.ts';
import { ListedNames } from '../../../src/sanctions/name-screening.ts';
import { PartySearch } from '../../../src/sanctions/party-search.ts';
import { ListStore } from '../../../src/sanctions/store.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

const config = listsConfigSchema.parse({ lists: { own: ownList(), other: ownList() } });
const onlyOwn = listsConfigSchema.parse({ lists: { own: ownList() } });

function ownList() {
  return {
    source: 'operator-csv',
    path: '/none',
    effect: 'block',
    jurisdiction: 'US',
    publisher: 'X',
  };
}

const party = (list: string, uid: string, name: string): ListedParty => ({
  ...{ list, effect: 'block', jurisdiction: 'US', uid, name, type: 'individual' },
  ...{ aliases: [], programmes: [], datesOfBirth: [], countries: [] },
});

describe('the index of names that a store keeps', () => {
  let opened: TestDatabase;
  let store: ListStore;
  let notKept: unknown[];
  beforeEach(async () => {
    notKept = [];
    opened = await openTestDatabase();
    store = new ListStore(opened.database);
    await load('own', '2026-01-01', [party('own', '1', 'Roman Semenov')]);
  });
  afterEach(async () => {
    await opened?.close();
  });

  async function load(list: string, day: string, parties: readonly ListedParty[]) {
    const profile = { list, publisher: 'X', jurisdiction: 'US', effect: 'block' } as const;
    const version = { list, publisher: 'X', published: day, sha256: day };
    await store.swap(
      {
        profile,
        document: { published: day, records: parties.length, parties, identifiers: [] },
        version: { ...version, loadedAt: `${day}T00:00:00.000Z`, records: 1, shipped: false },
        replacesShipped: false,
      },
      {},
    );
  }

  async function whoIs(name: string, lists = config): Promise<string[]> {
    const names = new ListedNames(store, lists, (error) => void notKept.push(error));
    try {
      await names.reload();
      const [found] = await names.search([{ name }]);
      expect(found?.completeness.state).toBe('complete');
      return (found?.matches ?? []).map((match) => `${match.list} ${match.party}`);
    } finally {
      await names.close();
    }
  }

  const kept = () =>
    opened.database.system(async (tx) => {
      const { rows } = await sql<{ matcher_version: string; lists: string[]; version_id: number }>`
        select matcher_version, lists, version_id from packed_parties
        order by matcher_version, lists`.execute(tx);
      return rows;
    });

  const change = (set: ReturnType<typeof sql>) =>
    opened.database.system((tx) => sql`update packed_parties set ${set}`.execute(tx));

  it('is kept by who builds it, and read by the next one', async () => {
    expect(await whoIs('Roman Semenov')).toEqual(['own Roman Semenov']);
    expect(await kept()).toEqual([
      { matcher_version: 'names-2', lists: ['other', 'own'], version_id: 1 },
    ]);
    expect(notKept).toEqual([]);
    const another = PartySearch.build([JSON.stringify(party('own', '2', 'Igor Sechin'))]);
    await change(sql`packed = ${another.pack()}`);
    expect(await whoIs('Igor Sechin')).toEqual(['own Igor Sechin']);
  });

  it.each([
    ['cannot be read', sql`packed = 'not an index'`],
    ['was made by other rules', sql`matcher_version = 'names-1'`],
    ['is of an earlier version', sql`version_id = 0`],
    ['is of other lists', sql`lists = '{own}'`],
  ])('is built anew, and kept, where the one there %s', async (_what, damage) => {
    await whoIs('Roman Semenov');
    const another = PartySearch.build([JSON.stringify(party('own', '2', 'Igor Sechin'))]);
    await change(sql`packed = ${another.pack()}`);
    await change(damage);
    expect(await whoIs('Roman Semenov')).toEqual(['own Roman Semenov']);
    expect(await kept()).toContainEqual({
      ...{ matcher_version: 'names-2', lists: ['other', 'own'], version_id: 1 },
    });
    expect(await whoIs('Igor Sechin')).toEqual([]);
  });

  it('is replaced when a version changes a party, for whatever lists and rules it was', async () => {
    await whoIs('Roman Semenov', onlyOwn);
    await whoIs('Roman Semenov');
    await change(sql`matcher_version = 'names-1' where lists = '{own}'`);
    await load('other', '2026-01-02', [party('other', '1', 'Roman Semenov')]);
    expect(await whoIs('Roman Semenov')).toEqual(['other Roman Semenov', 'own Roman Semenov']);
    expect(await kept()).toMatchObject([{ matcher_version: 'names-2', version_id: 2 }]);
    expect(await whoIs('Roman Semenov', onlyOwn)).toEqual(['own Roman Semenov']);
    expect(await kept()).toHaveLength(2);
  });

  it('is searched by who built it, and said to be missing, where it cannot be kept', async () => {
    await opened.database.system((tx) =>
      sql`alter table packed_parties add check (version_id < 0)`.execute(tx),
    );
    expect(await whoIs('Roman Semenov')).toEqual(['own Roman Semenov']);
    expect(notKept).toMatchObject([{ code: 'database.failed' }]);
    expect(await kept()).toEqual([]);
  });

  it('is no table that a tenant can read', async () => {
    const organisation = '00000000-0000-4000-8000-000000000001';
    const read = opened.database.tenant(organisation, (tx) =>
      sql`select * from packed_parties`.execute(tx),
    );
    await expect(read).rejects.toMatchObject({ code: 'database.failed' });
  });
});
