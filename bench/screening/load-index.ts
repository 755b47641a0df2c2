import { readAccount } from '../../src/accounts/account.ts';
import { chainId } from '../../src/domain/caip.ts';
import type { ListedParty, ListedPartyType } from '../../src/domain/listed-party.ts';
import type { NameSchema } from '../../src/domain/name-match.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import type { PublishedIdentifier } from '../../src/sanctions/list-source.ts';
import { type ListsConfig, listsConfigSchema } from '../../src/sanctions/lists-config.ts';
import { ListedNames } from '../../src/sanctions/name-screening.ts';
import { Sanctions } from '../../src/sanctions/sanctions.ts';
import { ListStore } from '../../src/sanctions/store.ts';
import { openTestDatabase } from '../../test/support/database.ts';
import { generateParties } from '../names/generated-parties.ts';

const seed = 20260227;
const partyCount = 20_000;
const walletCount = 2_000;
const rounds = 3;
const list = 'us-ofac-consolidated';
const profile = { list, publisher: 'OFAC', jurisdiction: 'US', effect: 'block' } as const;
const ethereum = chainId('eip155:1');

const typeOf: Readonly<Record<NameSchema, ListedPartyType>> = {
  Person: 'individual',
  Company: 'entity',
  Organization: 'entity',
  LegalEntity: 'unknown',
  Vessel: 'vessel',
  Airplane: 'aircraft',
};

/**
 * How long a process takes to have all lists in memory, read from the store: wallets, by which it
 * answers, and names, in a new thread each time. The first one builds the index of names and keeps
 * it, as whoever loads a version does. Generated parties, not real listings.
 */
export async function loadIndex(): Promise<void> {
  const opened = await openTestDatabase();
  const store = new ListStore(opened.database);
  try {
    const config = listsConfigSchema.parse({ lists: { [list]: { required: true } } });
    await fill(store);
    await load(store, config, 'first time, the index of names built and kept');
    for (let round = 1; round <= rounds; round++) await load(store, config, `round ${round}`);
  } finally {
    await opened.close();
  }
}

async function load(store: ListStore, config: ListsConfig, when: string): Promise<void> {
  const start = performance.now();
  const before = process.cpuUsage();
  const tools = { store, clock: systemClock, folder: '', random: Math.random, sleep };
  const sanctions = new Sanctions(config, tools);
  await sanctions.reload();
  const walletsMs = performance.now() - start;
  const names = new ListedNames(store, config, (error) => {
    throw error;
  });
  await names.reload();
  const namesMs = performance.now() - start - walletsMs;
  const used = process.cpuUsage(before);
  await check(sanctions, names);
  await names.close();
  console.log(
    `index loaded from the store, ${when}: ${walletCount} wallets ${walletsMs.toFixed(0)} ms, ` +
      `${partyCount} parties ${namesMs.toFixed(0)} ms; ${((used.user + used.system) / 1000).toFixed(0)} ms of processor time in all`,
  );
}

/** What was loaded has the wallets and the names of the store. */
async function check(sanctions: Sanctions, names: ListedNames): Promise<void> {
  if (sanctions.index().matchesOf(readAccount(ethereum, walletOf(1))).length === 0) {
    throw new Error('a wallet of the store is not in the index');
  }
  const sought = generateParties(1, seed).map(({ names: [first] }) => ({
    name: first?.text ?? '',
  }));
  const [found] = await names.search(sought);
  if (!found?.matches.length) throw new Error('a name of the store is not in the index');
}

const sleep = async (): Promise<void> => {};
const walletOf = (n: number): string => `0x${(0xabc_0000_0000 + n).toString(16).padStart(40, '0')}`;

async function fill(store: ListStore): Promise<void> {
  const parties = generateParties(partyCount, seed).map(({ id, schema, names, birthDates }) => {
    const [first, ...others] = names;
    const named: ListedParty = {
      ...profile,
      uid: id,
      type: typeOf[schema],
      name: first?.text ?? id,
      aliases: others.map(({ text, weak }) => ({ name: text, weak: weak ?? false })),
      programmes: ['GENERATED'],
      datesOfBirth: birthDates ?? [],
      countries: [],
    };
    return named;
  });
  const identifiers = Array.from({ length: walletCount }, (_, n): PublishedIdentifier => {
    const uid = `generated-${n}`;
    return {
      ...{ uid, party: uid, aliases: [], programmes: ['GENERATED'] },
      ...{ declaredSymbol: 'ETH', raw: walletOf(n) },
    };
  });
  const document = { published: '2026-01-01', records: partyCount, parties, identifiers };
  const loadedAt = systemClock.now().toISOString();
  const version = { list, publisher: 'OFAC', published: '2026-01-01', sha256: 'generated' };
  await store.swapFirst({
    profile,
    document,
    version: { ...version, loadedAt, records: partyCount, shipped: false },
    replacesShipped: false,
  });
}
