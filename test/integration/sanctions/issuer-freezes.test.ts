import { Interface } from 'ethers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { chainId } from '../../../src/domain/caip.ts';
import type { ChainEvent } from '../../../src/domain/transfer.ts';
import { FreezeFeed } from '../../../src/sanctions/freeze-feed.ts';
import { listsConfigSchema } from '../../../src/sanctions/lists-config.ts';
import { openSanctions, type Sanctions } from '../../../src/sanctions/sanctions.ts';
import { ListStore } from '../../../src/sanctions/store.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fixedClock } from '../../support/fixed-clock.ts';

const chain = chainId('eip155:31337');
const contract = '0xdac17f958d2ee523a2206206994597c13d831ec7';
const abi = new Interface([
  'event AddedBlackList(address _user)',
  'event RemovedBlackList(address _user)',
  'event DestroyedBlackFunds(address _blackListedUser, uint256 _balance)',
]);
const holder = `0x${'a'.repeat(40)}`;
const clock = fixedClock('2026-01-10T00:00:00.000Z');

let test: TestDatabase;
let sanctions: Sanctions;
let feed: FreezeFeed;

beforeEach(async () => {
  test = await openTestDatabase();
  const config = listsConfigSchema.parse({
    lists: { 'issuer-freezes': {} },
    issuers: [{ symbol: 'USDT', chain, contract }],
  });
  const store = new ListStore(test.database);
  feed = new FreezeFeed(config, { store, clock });
  sanctions = await openSanctions(config, {
    store,
    clock,
    folder: '/nonexistent',
    random: () => 0,
    sleep: async () => {},
  });
});

afterEach(() => test.close());

function event(
  height: number,
  name: string,
  args: readonly unknown[],
  from = contract,
): ChainEvent {
  const { topics, data } = abi.encodeEventLog(name, [...args]);
  return {
    chain,
    height,
    blockHash: `0x${height}`,
    time: `2026-01-0${height}T12:00:00.000Z`,
    tx: `0x${height}`,
    txIndex: 0,
    logIndex: 0,
    contract: readAccount(chain, from),
    topics,
    data,
  };
}

const account = readAccount(chain, holder);
const issuer = readAccount(chain, contract);

/** Takes the contract's events, all of them up to a height, and what it makes of the lists. */
async function take(events: readonly ChainEvent[], readTo: number) {
  const taken = await feed.take(issuer, events, readTo);
  await sanctions.reload();
  return taken;
}

const matches = () => sanctions.index().matchesOf(account);

describe('issuers’ freezes', () => {
  it('inform from the freeze to its release, and stay in the history', async () => {
    const freeze = event(1, 'AddedBlackList', [holder]);
    expect(await take([freeze], 1)).toMatchObject({ outcome: 'updated', added: 1 });
    expect(matches()).toMatchObject([
      {
        kind: 'exact',
        listing: { effect: 'inform', declaredSymbol: 'USDT', published: '2026-01-01' },
      },
    ]);
    const later = [
      event(4, 'RemovedBlackList', [holder]),
      event(2, 'DestroyedBlackFunds', [holder, 5n]),
    ];
    expect(await take(later, 4)).toMatchObject({ outcome: 'updated' });
    expect(matches()).toEqual([]);
    expect(await sanctions.listings(account, { asOf: '2026-01-03' })).toMatchObject([
      {
        listing: {
          published: '2026-01-01',
          until: '2026-01-04',
          programmes: ['frozen', 'destroyed'],
        },
      },
    ]);
  });

  it('count once, however often their events are given', async () => {
    const events = [event(1, 'AddedBlackList', [holder]), event(2, 'RemovedBlackList', [holder])];
    await take(events, 2);
    expect(await take(events, 2)).toMatchObject({ outcome: 'unchanged' });
    await take([event(3, 'AddedBlackList', [holder])], 3);
    expect(matches()).toMatchObject([{ listing: { published: '2026-01-03' } }]);
    expect(await sanctions.listings(account, {})).toHaveLength(2);
  });

  it('are the issuers’ own: events of other contracts are left alone', async () => {
    const forged = event(1, 'AddedBlackList', [holder], `0x${'b'.repeat(40)}`);
    expect(await take([forged], 1)).toMatchObject({ outcome: 'unchanged' });
    expect(matches()).toEqual([]);
  });

  it('are fed by one at a time, from where the last one ended, and say what is wanting', async () => {
    expect(await feed.begin()).toEqual([{ contract: issuer, symbol: 'USDT' }]);
    expect(await feed.begin()).toBeUndefined();
    await take([], 7);
    await feed.end(['USDT on a chain: not read']);
    expect((await sanctions.status())[0]?.failure).toMatchObject({
      code: 'list.not-read',
      message: 'USDT on a chain: not read',
    });
    expect(await feed.begin()).toEqual([{ contract: issuer, symbol: 'USDT', readTo: 7 }]);
    await feed.end([]);
    expect((await sanctions.status())[0]).toMatchObject({ stale: false });
  });

  it('are not asked of a publisher', async () => {
    expect(await sanctions.refresh('issuer-freezes')).toMatchObject({ outcome: 'unchanged' });
    expect((await sanctions.status())[0]?.failure).toBeUndefined();
  });
});
