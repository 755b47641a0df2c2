import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { chainId } from '../../../src/domain/caip.ts';
import { listsConfigSchema } from '../../../src/sanctions/lists-config.ts';
import { openSanctions, type Sanctions } from '../../../src/sanctions/sanctions.ts';
import { ListStore } from '../../../src/sanctions/store.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type FixedClock, fixedClock } from '../../support/fixed-clock.ts';
import { type Publisher, startPublisher } from '../../support/publisher.ts';
import { type SdnEntry, sdnDocument } from '../../support/sdn-document.ts';

const sdn = 'us-ofac-sdn';
/** The same format without a version that ships: the lists of a test may be small. */
const list = 'us-ofac-consolidated';
const ethereum = chainId('eip155:1');
const lazarus = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
const fresh = '0x00000000000000000000000000000000000000a1';
const sameDay = '0x00000000000000000000000000000000000000a2';

let test: TestDatabase;
let publisher: Publisher;
let folder: string;
let clock: FixedClock;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wagetrace-lists-'));
  test = await openTestDatabase();
  publisher = await startPublisher();
  clock = fixedClock('2026-01-02T10:00:00.000Z');
});

afterEach(async () => {
  await publisher.close();
  await test.close();
  await rm(folder, { recursive: true });
});

async function open(of = list): Promise<Sanctions> {
  const config = listsConfigSchema.parse({
    lists: { [of]: { url: publisher.url, required: true, maxAgeHours: 24 } },
  });
  return await openSanctions(config, {
    store: new ListStore(test.database),
    clock,
    folder,
    random: () => 0,
    sleep: async () => {},
  });
}

/** As many wallets as ship, so that nothing counts as shrunk. */
const asManyAsShip = 760;

function entries(count = 20, extra: readonly SdnEntry[] = []): SdnEntry[] {
  const many = Array.from({ length: count }, (_, i) => ({
    uid: 10_000 + i,
    lastName: `PARTY ${i}`,
    wallets: [['ETH', `0x${(i + 1).toString(16).padStart(40, '2')}`]] as const,
  }));
  return [
    ...many,
    { uid: 27307, lastName: 'LAZARUS GROUP', wallets: [['ETH', lazarus]] },
    ...extra,
  ];
}

function publish(day: string, published: readonly SdnEntry[]): void {
  publisher.publish(sdnDocument(published, { published: day }));
  clock.set(`${day}T10:00:00.000Z`);
}

describe('lists before any publisher was reached', () => {
  it('are the shipped version, said to be so, and complete while it is young', async () => {
    const sanctions = await open(sdn);
    const [version] = sanctions.index().versions();
    expect(version).toMatchObject({ list: sdn, published: '2025-11-27', shipped: true });
    expect(sanctions.health(clock.now()).state).toBe('complete');
    const matches = sanctions.index().matchesOf(readAccount(ethereum, lazarus));
    expect(matches).toEqual([
      expect.objectContaining({
        kind: 'exact',
        listing: expect.objectContaining({ party: 'Lazarus Group', uid: 'Lazarus Group' }),
      }),
    ]);
    const later = new Date('2026-01-04T10:00:00Z');
    expect(sanctions.health(later).reasons[0]?.code).toBe('list-stale');
  });

  it('load once when processes start at the same moment', async () => {
    await Promise.all([open(sdn), open(sdn), open(sdn)]);
    const rows = await test.database.system((tx) =>
      tx.selectFrom('list_version').selectAll().execute(),
    );
    expect(rows).toHaveLength(1);
  });
});

describe('a refresh', () => {
  it('swaps the new version in, tells what changed, and keeps what was known before', async () => {
    const sanctions = await open(sdn);
    publish('2026-01-02', entries(asManyAsShip));
    expect(await sanctions.refresh(sdn)).toMatchObject({
      outcome: 'updated',
      version: { published: '2026-01-02', shipped: false, records: 761 },
    });
    publish(
      '2026-02-03',
      entries(asManyAsShip, [{ uid: 9, lastName: 'NEW', wallets: [['ETH', fresh]] }]),
    );
    const second = await sanctions.refresh(sdn);
    expect(second).toMatchObject({ outcome: 'updated', added: 2, removed: 0, modified: 0 });
    expect(
      await sanctions.changes({ list: sdn, versionId: second.versionId ?? 0, limit: 10 }),
    ).toEqual([
      expect.objectContaining({ kind: 'added', subject: 'identifier', accountKey: `evm:${fresh}` }),
      expect.objectContaining({ kind: 'added', subject: 'party', uid: '9' }),
    ]);
    publish('2026-03-04', entries(asManyAsShip));
    expect(await sanctions.refresh(sdn)).toMatchObject({ outcome: 'updated', removed: 2 });

    const account = readAccount(ethereum, fresh);
    expect(sanctions.index().matchesOf(account)).toMatchObject([
      { kind: 'formerly-listed', listing: { uid: '9', until: '2026-03-04' } },
    ]);
    const dates = async (when: { asOf?: string; knownAt?: string }) =>
      (await sanctions.listings(account, when)).map(({ listing }) => [
        listing.published,
        listing.until,
      ]);
    expect(await dates({})).toEqual([['2026-02-03', '2026-03-04']]);
    expect(await dates({ asOf: '2026-02-02' })).toEqual([]);
    expect(await dates({ asOf: '2026-03-03' })).toEqual([['2026-02-03', '2026-03-04']]);
    expect(await dates({ asOf: '2026-03-04' })).toEqual([]);
    expect(await dates({ knownAt: '2026-02-03T09:59:59.999Z' })).toEqual([]);
    expect(await dates({ knownAt: '2026-02-20T00:00:00Z' })).toEqual([['2026-02-03', undefined]]);

    const then = await sanctions.indexKnownAt(new Date('2026-02-20T00:00:00Z'));
    expect(then.matchesOf(account)).toMatchObject([{ kind: 'exact' }]);
    expect(then.versions().map(({ published }) => published)).toEqual(['2026-02-03']);
    // A process that had not taken the third version over yet decided with the second.
    const late = new Date('2026-03-04T10:00:02Z');
    const cited = await sanctions.indexKnownAt(late, then.versions());
    expect(cited.matchesOf(account)).toMatchObject([{ kind: 'exact' }]);
    expect((await sanctions.indexKnownAt(late)).matchesOf(account)).toMatchObject([
      { kind: 'formerly-listed' },
    ]);
  });

  it('asks with the validators of what it has, and counts a 304 as success', async () => {
    const sanctions = await open();
    publish('2026-01-02', entries());
    await sanctions.refresh(list);
    clock.set('2026-01-05T10:00:00.000Z');
    expect(sanctions.health(clock.now()).state).toBe('incomplete');
    expect(await sanctions.refresh(list)).toMatchObject({ outcome: 'unchanged' });
    expect(publisher.seen.at(-1)).toMatchObject({ path: '/signed', status: 304 });
    expect(sanctions.health(clock.now()).state).toBe('complete');
  });

  it('is taken over by another process at its next reload', async () => {
    const [one, other] = [await open(), await open()];
    publish('2026-01-02', entries(20, [{ uid: 9, lastName: 'NEW', wallets: [['ETH', fresh]] }]));
    await one.refresh(list);
    expect(other.index().matchesOf(readAccount(ethereum, fresh))).toEqual([]);
    expect(await other.reload()).toBe(true);
    expect(other.index().matchesOf(readAccount(ethereum, fresh))).toHaveLength(1);
    expect(await other.reload()).toBe(false);
  });

  it('runs once at a time', async () => {
    const sanctions = await open();
    const store = new ListStore(test.database);
    const [from, until] = [clock.now(), new Date(clock.now().getTime() + 3_600_000)];
    const claims = [store.claim(list, from, until), store.claim(list, from, until)];
    expect((await Promise.all(claims)).sort()).toEqual([false, true]);
    publish('2026-01-02', entries());
    expect(await sanctions.refresh(list)).toMatchObject({ outcome: 'busy' });
    clock.set(until.toISOString());
    expect(await sanctions.refresh(list)).toMatchObject({ outcome: 'updated' });
  });

  it.each([
    [
      'a list that lost more than a fifth',
      () => sdnDocument(entries(10), { published: '2026-02-03' }),
      'list.shrunk',
    ],
    [
      'a list that ends early',
      () => sdnDocument(entries(), { published: '2026-02-03' }).subarray(0, 3_000),
      'list.malformed',
    ],
    [
      'fewer records than it declares',
      () => sdnDocument(entries(), { published: '2026-02-03', recordCount: 19_391 }),
      'list.truncated',
    ],
    ['an older list', () => sdnDocument(entries(), { published: '2026-01-01' }), 'list.older'],
    [
      'a page of HTML',
      () => Buffer.from('<!DOCTYPE html><html><body>sorry</body></html>'),
      'list.malformed',
    ],
    ['an empty list', () => sdnDocument([], { published: '2026-02-03' }), 'list.truncated'],
  ])('refuses %s and keeps the good one', async (_what, document, code) => {
    const sanctions = await open();
    publish('2026-01-02', entries());
    await sanctions.refresh(list);
    publisher.publish(document());
    expect(await sanctions.refresh(list)).toMatchObject({
      outcome: 'refused',
      problem: { code },
      version: { published: '2026-01-02' },
    });
    const [status] = await sanctions.status();
    expect(status).toMatchObject({ failure: { code }, refreshing: false });
    expect(sanctions.index().matchesOf(readAccount(ethereum, lazarus))).toHaveLength(1);
  });

  it('takes a shrunken list once somebody accepts it', async () => {
    const sanctions = await open();
    publish('2026-01-02', entries());
    await sanctions.refresh(list);
    publish('2026-02-03', entries(10));
    expect(await sanctions.refresh(list)).toMatchObject({ outcome: 'refused' });
    expect(await sanctions.refresh(list, { acceptShrunk: true })).toMatchObject({
      outcome: 'updated',
    });
    const [status] = await sanctions.status();
    expect(status).toMatchObject({ identifiers: 11 });
    expect(status?.failure).toBeUndefined();
  });

  it('reports a publisher that cannot be reached and leaves the age to tell', async () => {
    const sanctions = await open();
    await publisher.close();
    expect(await sanctions.refresh(list)).toMatchObject({
      outcome: 'failed',
      problem: { code: 'list.unreachable' },
    });
    publisher = await startPublisher();
  });

  it('says which list is unknown', async () => {
    const sanctions = await open();
    await expect(sanctions.refresh('nobody')).rejects.toMatchObject({ code: 'list.unknown' });
  });
});

describe('the record of changes', () => {
  const delta = (day: string, entities: string) =>
    `<?xml version="1.0"?><sanctionsData xmlns="https://www.treasury.gov/ofac/DeltaFile/1.0">
<publicationInfo><datePublished>${day}T00:00:00-05:00</datePublished></publicationInfo>
<entities>${entities}</entities></sanctionsData>`;
  const feature = (address: string, action = '') =>
    `<features><feature id="5"${action}><type featureTypeId="345">Digital Currency Address - ETH</type><value>${address}</value></feature></features>`;

  function openWithChanges(): Promise<Sanctions> {
    const origin = new URL(publisher.url).origin;
    const config = listsConfigSchema.parse({
      lists: { [sdn]: { url: publisher.url, changesOrigin: origin } },
    });
    const store = new ListStore(test.database);
    return openSanctions(config, { store, clock, folder, random: () => 0, sleep: async () => {} });
  }

  it('dates each new wallet by the publication that brought it, not by the list it was found in', async () => {
    const sanctions = await openWithChanges();
    // A second publication of the day of the list that ships, after it.
    publisher.offer(
      '/changes/history/2025',
      JSON.stringify([{ publicationID: 499, datePublished: '2025-11-27T16:00:00' }]),
    );
    publisher.offer(
      '/changes/499',
      delta('2025-11-27', `<entity id="10" action="add">${feature(sameDay)}</entity>`),
    );
    publisher.offer(
      '/changes/history/2026',
      JSON.stringify([
        { publicationID: 501, datePublished: '2026-01-15T10:30:00.123' },
        { publicationID: 500, datePublished: '2026-01-10T09:00:00' },
        { publicationID: 502, datePublished: '2026-09-10T09:00:00' },
      ]),
    );
    publisher.offer(
      '/changes/500',
      delta('2026-01-10', `<entity id="9" action="add">${feature(fresh)}</entity>`),
    );
    publisher.offer(
      '/changes/501',
      delta('2026-01-15', `<entity id="27307" action="modify">${feature(lazarus)}</entity>`),
    );
    publish(
      '2026-02-03',
      entries(asManyAsShip, [
        { uid: 9, lastName: 'NEW', wallets: [['ETH', fresh]] },
        { uid: 10, lastName: 'LATE', wallets: [['ETH', sameDay]] },
      ]),
    );
    expect(await sanctions.refresh(sdn)).toMatchObject({ outcome: 'updated' });
    const published = async (address: string) =>
      (await sanctions.listings(readAccount(ethereum, address), {})).map(
        ({ listing }) => listing.published,
      );
    expect(await published(fresh)).toEqual(['2026-01-10']);
    expect(await published(sameDay)).toEqual(['2025-11-27']);
    expect(await published(lazarus)).toEqual(['2025-02-21']);
    expect(publisher.seen.some(({ path }) => path === '/changes/502')).toBe(false);
  });

  it('is missed without the list being refused', async () => {
    const sanctions = await openWithChanges();
    publish('2026-02-03', entries(asManyAsShip));
    expect(await sanctions.refresh(sdn)).toMatchObject({
      outcome: 'updated',
      problem: { code: 'list.undated' },
    });
  });
});

describe('a list from a file of this machine', () => {
  it('is read under the name, effect and jurisdiction that the operator gave it', async () => {
    const path = join(folder, 'own.csv');
    await writeFile(path, `address,party,until\n${fresh},Somebody,2026-02-01\n`);
    const config = listsConfigSchema.parse({
      lists: {
        'acme-own': {
          source: 'operator-csv',
          path,
          effect: 'block',
          jurisdiction: 'DE',
          publisher: 'ACME',
        },
      },
    });
    const sanctions = await openSanctions(config, {
      store: new ListStore(test.database),
      clock,
      folder,
      random: () => 0,
      sleep: async () => {},
    });
    expect(await sanctions.refresh('acme-own')).toMatchObject({
      outcome: 'updated',
      version: { list: 'acme-own', publisher: 'ACME', published: '2026-01-02' },
    });
    const matches = () => sanctions.index().matchesOf(readAccount(ethereum, fresh));
    expect(matches()).toMatchObject([{ listing: { effect: 'block', jurisdiction: 'DE' } }]);
    const { parties } = await new ListStore(test.database).parties(['acme-own']);
    expect(parties.map((party) => JSON.parse(party))).toMatchObject([
      { name: 'Somebody', until: '2026-02-01' },
    ]);

    clock.set('2026-02-01T00:00:01.000Z');
    await sanctions.reload();
    expect(matches()).toMatchObject([
      { kind: 'formerly-listed', listing: { until: '2026-02-01' } },
    ]);

    await rm(path);
    expect(await sanctions.refresh('acme-own')).toMatchObject({
      outcome: 'failed',
      problem: { code: 'list.unreachable' },
    });
  });
});

describe('ownership', () => {
  it('is judged over lists and imports together, and not where nothing is known', async () => {
    const [own, shares] = [join(folder, 'own.csv'), join(folder, 'shares.csv')];
    await writeFile(own, 'address,party,uid\n,Owner One,1\n,Owner Two,2\n');
    await writeFile(
      shares,
      'owner,owned,percent,from,to\nacme-own:1,Payer Ltd,30,,\nacme-own:2,Payer Ltd,20%,2020-01-01,\n',
    );
    const config = listsConfigSchema.parse({
      lists: {
        'acme-own': { source: 'operator-csv', path: own, effect: 'block' },
        shares: { source: 'ownership-csv', path: shares },
      },
    });
    const sanctions = await openSanctions(config, {
      store: new ListStore(test.database),
      clock,
      folder,
      random: () => 0,
      sleep: async () => {},
    });
    await sanctions.refresh('acme-own');
    expect((await sanctions.ownership('Payer Ltd')).state).toBe('not-evaluated');
    await sanctions.refresh('shares');
    expect(await sanctions.ownership('Payer Ltd')).toMatchObject({
      state: 'blocked',
      microPercent: 50_000_000,
      blockedOwners: [{ owner: 'acme-own:1' }, { owner: 'acme-own:2', from: '2020-01-01' }],
    });
  });
});
