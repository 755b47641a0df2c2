import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Work } from '../../../src/ports/work.ts';
import { announceMatcher } from '../../../src/rescreen/keep-matcher.ts';
import { foundOrganisation } from '../../../src/runtime/api-keys.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { sourceOf } from '../../../src/sanctions/list-sources.ts';
import { listsConfigSchema } from '../../../src/sanctions/lists-config.ts';
import { loadShipped } from '../../../src/sanctions/load-shipped.ts';
import { ListedNames } from '../../../src/sanctions/name-screening.ts';
import { ListStore } from '../../../src/sanctions/store.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

const config = listsConfigSchema.parse({ lists: { 'us-ofac-sdn': { required: true } } });
const refuse = (error: unknown) => {
  throw error;
};
const sim = { name: 'Hyon-Sop Sim', schema: 'LegalEntity' } as const;

describe('the names of the lists', () => {
  let opened: TestDatabase;
  let store: ListStore;
  beforeAll(async () => {
    opened = await openTestDatabase();
    store = new ListStore(opened.database);
    const list = config.lists['us-ofac-sdn'];
    if (!list) throw new Error('not configured');
    await loadShipped(sourceOf('us-ofac-sdn', list), store, systemClock);
  });
  afterAll(async () => {
    await opened?.close();
  });

  it('are loaded at the first need, and searched as they were then for verification', async () => {
    const names = new ListedNames(store, config, refuse);
    try {
      const [found, nobody] = await names.search([sim, { name: 'Sample Payee 7' }]);
      expect(found?.matches.map(({ party }) => party)).toEqual(['Sim Hyon Sop']);
      expect(found?.completeness.state).toBe('complete');
      expect(nobody?.matches).toEqual([]);
      expect(await names.searchKnownAt(sim, found?.knownAt ?? '')).toEqual(found);
      const before = await names.searchKnownAt(sim, '2001-01-01T00:00:00.000Z');
      expect(before.matches).toEqual([]);
    } finally {
      await names.close();
    }
  });

  it('say of what is no name that nobody was looked for', async () => {
    const names = new ListedNames(store, config, refuse);
    const texts = ['...', '\u{1f4a9}', '12345', 'K. S.', ' ', '李', 'คิม', 'Ли', 'U Ba', '김'];
    const found = await names.search(texts.map((name) => ({ name })));
    await names.close();
    const named = found.filter(({ completeness }) => completeness.state === 'complete');
    expect(named.map(({ asked }) => asked.name)).toEqual(texts.slice(5));
    expect(found[0]?.completeness.reasons.map(({ code }) => code)).toEqual(['name-not-comparable']);
  });

  it('are incomplete, not clean, while they cannot be loaded', async () => {
    const gone = await openTestDatabase();
    const names = new ListedNames(new ListStore(gone.database), config, refuse);
    await gone.close();
    const [found] = await names.search([sim]);
    expect(found?.completeness.reasons.map(({ code }) => code)).toEqual(['names-loading']);
    expect(found?.knownAt).toBeUndefined();
    await names.close();
  });

  it('make one job an organisation when they are compared by other rules than the last time', async () => {
    const { organisationId } = await foundOrganisation(opened.database, systemClock, {
      name: 'Test',
      sandbox: false,
    });
    const enqueued: Work[] = [];
    const work = { enqueue: async (more: readonly Work[]) => void enqueued.push(...more) };
    const names = new ListedNames(store, config, refuse);
    const { database } = opened;
    await announceMatcher({ database, names, work });
    await announceMatcher({ database, names, work });
    const newer = Object.assign(Object.create(names), { matcherVersion: 'names-next' });
    await announceMatcher({ database, names: newer, work });
    expect(enqueued).toEqual(
      [names.matcherVersion, 'names-next'].map((matcherVersion) => ({
        kind: 'rescreen-names',
        organisationId,
        matcherVersion,
      })),
    );
    await names.close();
  });
});
