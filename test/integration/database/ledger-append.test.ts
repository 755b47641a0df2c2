import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import { compareTransfers, type Transfer } from '../../../src/domain/transfer.ts';
import { appendTransfers } from '../../../src/ledger/postgres/append-transfers.ts';
import { PostgresLedger } from '../../../src/ledger/postgres/ledger.ts';
import { Names } from '../../../src/ledger/postgres/names.ts';
import { sharedOwner } from '../../../src/ledger/postgres/transfer-queries.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { until } from '../../support/until.ts';

const perBlock = 250;
let store: TestDatabase;
let ledger: PostgresLedger;
let chains = 0;

beforeAll(async () => {
  store = await openTestDatabase();
  ledger = new PostgresLedger(store.database);
});
afterAll(async () => await store?.close());

/** Words of a chain of its own. */
function newChain() {
  chains += 1;
  const chain = chainId(`test:append-${chains}`);
  const from = accountId(`${chain}:0xaa`);
  const transfer = (number: number): Transfer => ({
    chain,
    height: Math.floor(number / perBlock),
    blockHash: `0x${Math.floor(number / perBlock + 256).toString(16)}0`,
    time: '2026-01-02T03:04:05.678Z',
    tx: `0x${(0x9e3779b1 * (number + 1)).toString(16).padStart(16, '0')}`,
    ...{ txIndex: number % perBlock, position: number % 7, from },
    to: accountId(`${chain}:0x${(number % 90).toString(16).padStart(2, '0')}`),
    asset: assetId(`${chain}/erc20:c${number % 2}`),
    amountBase: BigInt(number) ** 5n,
    kind: number % 3 === 0 ? 'native' : 'token',
    ...(number % 5 === 0 ? { memo: `memo ${number}` } : {}),
  });
  const transfers = (start: number, end: number) =>
    Array.from({ length: end - start }, (_, at) => transfer(start + at));
  const append = async (rows: readonly Transfer[]) =>
    (await ledger.append({ owner: { shared: true }, transfers: rows, events: [], coverage: [] }))
      .added;
  const all = async () => {
    const query = { organisationId: crypto.randomUUID(), chain, transfersMax: 99_999 };
    const range = { fromHeight: 0, toHeight: 99_999 };
    return (await ledger.transfersOf({ ...query, accounts: [from], range })).transfers;
  };
  return { chain, transfer, transfers, append, all };
}

it('blocks are stored whole, whichever of their transfers were there', async () => {
  const c = newChain();
  const stored = c.transfers(0, 12_000);
  // One in the middle of each fourth block, a whole block, the end of the last one.
  const before = stored.filter(
    ({ height }, at) => (height % 4 === 0 && at % perBlock === 100) || height === 9 || at > 11_900,
  );
  expect(await c.append(before)).toBe(before.length);
  expect(await c.append([...stored].reverse())).toBe(stored.length - before.length);
  expect(await c.append(stored)).toBe(0);
  expect(await c.all()).toEqual([...stored].sort(compareTransfers));
});

it('transfers that moved to other blocks are taken away where they stood', async () => {
  const c = newChain();
  const [stood, rest] = [c.transfers(0, 600), c.transfers(600, 900)];
  expect(await c.append(stood)).toBe(600);
  // Up to blocks that have none, and down to one that has others.
  const moved = stood.map((one, at) => ({
    ...one,
    height: at < 300 ? one.height + 40 : 1,
    blockHash: '0xfe',
  }));
  expect(await c.append([...moved, ...rest])).toBe(300);
  expect(await c.all()).toEqual([...moved, ...rest].sort(compareTransfers));
  const { rows } = await store.database.system((tx) =>
    sql<{ count: number }>`select count(*) from transfer
      where chain_id = (select id from ledger_name where name = ${c.chain})`.execute(tx),
  );
  expect(rows).toEqual([{ count: 900 }]);
});

it('a transfer that a batch has at two heights is stored where it is named last', async () => {
  const c = newChain();
  const [one, other] = [c.transfer(700), { ...c.transfer(700), height: 1 }];
  expect(await c.append([...c.transfers(0, 600), one, other])).toBe(601);
  expect(await c.all()).toEqual([...c.transfers(0, 600), other].sort(compareTransfers));
});

it('blocks that another writer stores meanwhile are stored once, and what he lacks besides', async () => {
  const c = newChain();
  const stored = c.transfers(0, 1_000);
  const ids = await new Names(store.database).intern([c.chain, ...stored.map((t) => t.asset)]);
  const idOf = (name: string) => ids.get(name) ?? 0;
  const target = { owner: sharedOwner, generation: 0, mayBeNew: true, idOf };
  let late: Promise<number> | undefined;
  await store.database.system(async (tx) => {
    await appendTransfers(tx, target, stored.slice(0, 900));
    // Before this transaction ends it sees none of them, and waits for the first.
    late = c.append(stored);
    await until('a writer that waits for this one', async () => {
      const { rows } = await store.database.system((other) =>
        sql`select from pg_stat_activity where datname = current_database()
          and wait_event_type = 'Lock' and wait_event = 'transactionid'`.execute(other),
      );
      return rows[0];
    });
  });
  expect(await late).toBe(100);
  expect(await c.all()).toEqual([...stored].sort(compareTransfers));
});

it('transfers of one batch that would be one row are refused, and not stored again and again', async () => {
  const c = newChain();
  // Halves of a surrogate pair are not UTF-8: both are kept as the same replacement.
  const alike = ['\ud800', '\ud801'].map((tx) => ({ ...c.transfer(1), tx }));
  await expect(c.append(alike)).rejects.toMatchObject({ code: 'database.failed' });
  const beyond = { ...c.transfer(2), position: 2 ** 32 };
  await expect(c.append([beyond])).rejects.toMatchObject({ code: 'ledger.integer-too-large' });
  expect(await c.all()).toEqual([]);
});
