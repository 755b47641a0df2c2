import { Interface } from 'ethers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { chainId } from '../../../src/domain/caip.ts';
import type { ChainEvent } from '../../../src/domain/transfer.ts';
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

beforeEach(async () => {
  test = await openTestDatabase();
  const config = listsConfigSchema.parse({
    lists: { 'issuer-freezes': {} },
    issuers: [{ symbol: 'USDT', chain, contract }],
  });
  sanctions = await openSanctions(config, {
    store: new ListStore(test.database),
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
const matches = () => sanctions.index().matchesOf(account);

describe('issuers’ freezes', () => {
  it('inform from the freeze to its release, and stay in the history', async () => {
    const freeze = event(1, 'AddedBlackList', [holder]);
    expect(await sanctions.applyFreezes([freeze])).toMatchObject({ outcome: 'updated', added: 1 });
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
    expect(await sanctions.applyFreezes(later)).toMatchObject({ outcome: 'updated' });
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
    await sanctions.applyFreezes(events);
    expect(await sanctions.applyFreezes(events)).toMatchObject({ outcome: 'unchanged' });
    await sanctions.applyFreezes([event(3, 'AddedBlackList', [holder])]);
    expect(matches()).toMatchObject([{ listing: { published: '2026-01-03' } }]);
    expect(await sanctions.listings(account, {})).toHaveLength(2);
  });

  it('are the issuers’ own: events of other contracts are left alone', async () => {
    const forged = event(1, 'AddedBlackList', [holder], `0x${'b'.repeat(40)}`);
    expect(await sanctions.applyFreezes([forged])).toMatchObject({ outcome: 'unchanged' });
    expect(matches()).toEqual([]);
  });

  it('are not asked of a publisher', async () => {
    expect(await sanctions.refresh('issuer-freezes')).toMatchObject({ outcome: 'unchanged' });
    expect((await sanctions.status())[0]?.failure).toBeUndefined();
  });
});
