import { Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { up } from '../../../src/database/migrations/0080-ledger-generations.ts';
import { up as seal } from '../../../src/database/migrations/0190-sealed-generations.ts';
import { up as sealTransactions } from '../../../src/database/migrations/0196-sealed-transactions.ts';
import { openPool } from '../../../src/database/pool.ts';
import { type AccountId, accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { appendTransfers } from '../../../src/ledger/postgres/append-transfers.ts';
import { Generations } from '../../../src/ledger/postgres/generations.ts';
import { encodeHash } from '../../../src/ledger/postgres/hash-codec.ts';
import { HashFilter } from '../../../src/ledger/postgres/hash-filter.ts';
import { PostgresLedger } from '../../../src/ledger/postgres/ledger.ts';
import { Names } from '../../../src/ledger/postgres/names.ts';
import { holdGeneration } from '../../../src/ledger/postgres/sealed-generations.ts';
import { sharedOwner } from '../../../src/ledger/postgres/transfer-queries.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

const chain = chainId('test:generations');
const transfer: Transfer = {
  chain,
  height: 10,
  blockHash: '0xb1',
  time: '2026-01-02T03:04:05.678Z',
  tx: '0xaa',
  txIndex: 0,
  position: 1,
  from: accountId(`${chain}:0x00ab`),
  to: accountId(`${chain}:Bob`),
  asset: assetId(`${chain}/erc20:c`),
  amountBase: 2n ** 256n - 1n,
  kind: 'token',
};
let store: TestDatabase;
let ledger: PostgresLedger;

beforeAll(async () => {
  store = await openTestDatabase();
  ledger = new PostgresLedger(store.database);
});
afterAll(async () => await store?.close());

const append = (...transfers: Transfer[]) =>
  ledger.append({ owner: { shared: true }, transfers, events: [], coverage: [] });
const nextGeneration = () =>
  store.database.system(async (tx) => {
    await sql`insert into ledger_generation select max(generation) + 1, 0 from ledger_generation`.execute(
      tx,
    );
  });
/** Begins and seals what a writer would. */
const newestOf = (generations: Generations) =>
  generations.storing(({ generation }) => Promise.resolve(generation));

/** Two writers began the same one. */
const alreadyThere = (error: unknown): void => {
  expect(error).toMatchObject({ details: { sqlstate: '23505' } });
};

it('a new generation begins when the newest one has filled the memory of the server', async () => {
  const generations = new Generations(store.database);
  expect(await newestOf(generations)).toBe(0);
  await store.database.system(async (tx) => {
    await sql`update ledger_generation
      set begun_at_bytes = -pg_size_bytes(current_setting('shared_buffers')) - 1`.execute(tx);
  });
  expect(await newestOf(generations)).toBe(1);
  expect(await newestOf(generations)).toBe(1);
});

it('a transfer that moved counts where it was read last, however long ago it was stored', async () => {
  const first = transfer;
  const moved = { ...first, height: 14, blockHash: '0xb2' };
  await append(first);
  for (let passed = 0; passed < 4; passed += 1) await nextGeneration();
  await append(moved);
  const query = { organisationId: crypto.randomUUID(), chain, transfersMax: 9 };
  const page = await ledger.transfersOf({
    ...query,
    accounts: [first.from],
    range: { fromHeight: 0, toHeight: 99 },
  });
  expect(page.transfers).toEqual([moved]);
  expect(await ledger.transaction(query.organisationId, chain, first.tx)).toEqual([moved]);
});

describe('a sealed generation', () => {
  const range = { fromHeight: 0, toHeight: 9_999 };
  /** As a process sees it that begins now. */
  const transfersOf = async (account: AccountId) => {
    const query = { organisationId: crypto.randomUUID(), chain, transfersMax: 9, range };
    return await new PostgresLedger(store.database).transfersOf({ ...query, accounts: [account] });
  };
  const open = () =>
    store.database.system(async (tx) => {
      const { rows } = await sql<{ generation: number }>`
        select generation from ledger_generation where not sealed order by generation`.execute(tx);
      return rows.map(({ generation }) => generation);
    });
  const sealAll = async () => {
    await nextGeneration();
    const generations = new Generations(store.database);
    for (let seals = (await open()).length; seals > 0; seals -= 1) await newestOf(generations);
    expect(await open()).toHaveLength(1);
  };
  const payment = (number: number, given: Partial<Transfer> = {}): Transfer => ({
    ...transfer,
    ...{ tx: `0xfe${number.toString(16).padStart(4, '0')}`, height: 100 + number },
    ...given,
  });

  it('gives what it has, and is asked for nobody else', async () => {
    const [stored, from] = [payment(1), accountId(`${chain}:0x00cd`)];
    await append({ ...stored, from });
    await sealAll();
    const filters = await new Generations(store.database).filters();
    expect(filters.size).toBeGreaterThan(0);
    expect((await transfersOf(from)).transfers).toEqual([{ ...stored, from }]);
    expect((await transfersOf(accountId(`${chain}:0x00ce`))).transfers).toEqual([]);
  });

  it('gets no more transfers, also of a batch that began before', async () => {
    await nextGeneration();
    const generations = new Generations(store.database);
    const newest = Math.max(...(await open()));
    await store.database.system(async (tx) => {
      await holdGeneration(tx, newest);
      await nextGeneration();
      for (let tries = 0; tries < 3; tries += 1) await newestOf(generations);
      expect(await open()).toContain(newest);
    });
    await sealAll();
    const late = store.database.system((tx) => holdGeneration(tx, newest));
    const sealed = { code: 'ledger.generation-sealed', retryable: true };
    await expect(late).rejects.toMatchObject(sealed);
    const target = { owner: sharedOwner, generation: newest, mayBeNew: true, idOf: () => 1 };
    const stored = store.database.system((tx) => appendTransfers(tx, target, [payment(3)]));
    await expect(stored).rejects.toMatchObject(sealed);
  });

  it('gives up a transfer whose accounts were read otherwise', async () => {
    const [first, other] = [payment(2), accountId(`${chain}:0x00cf`)];
    await append(first);
    await sealAll();
    const second = { ...first, from: other, blockHash: '0xb3' };
    await append(second);
    expect((await transfersOf(other)).transfers).toEqual([second]);
  });

  describe('before the newest one', () => {
    const heightsOf = async ({ tx }: Transfer) => {
      const { rows } = await store.database.system((t) =>
        sql<{ height: number }>`select height from transfer where tx = ${encodeHash(tx)}
          order by height`.execute(t),
      );
      return rows.map(({ height }) => height);
    };
    /** One that the sealed generation has, where it moved to, and blocks that were not seen before. */
    const moving = async (number: number) => {
      const stood = payment(number);
      await append(stood);
      await sealAll();
      const moved = { ...stood, height: stood.height + 5_000, blockHash: '0xb4' };
      const others = Array.from({ length: 2_500 }, (_, at) => payment(number + 1 + at));
      return { stood, moved, batch: [...others, moved] };
    };

    it('has no transfer that was read at another height since', async () => {
      const { moved, batch } = await moving(10_000);
      await append(...batch);
      expect(await heightsOf(moved)).toEqual([moved.height]);
    });

    it('is looked through where it was sealed without a filter of transactions', async () => {
      const { moved, batch } = await moving(20_000);
      await store.database.system((tx) =>
        sql`update ledger_filter set transactions = null`.execute(tx),
      );
      await append(...batch);
      expect(await heightsOf(moved)).toEqual([moved.height]);
    });

    it('is not looked through for what its filter excludes', async () => {
      const { stood, moved, batch } = await moving(30_000);
      const ids = await new Names(store.database).intern([chain, transfer.asset]);
      const idOf = (name: string) => ids.get(name) ?? 0;
      const generation = Math.max(...(await open()));
      const before = HashFilter.of(new Int32Array());
      const target = { owner: sharedOwner, generation, mayBeNew: true, before, idOf };
      await store.database.system((tx) => appendTransfers(tx, target, batch));
      expect(await heightsOf(moved)).toEqual([stood.height, moved.height]);
    });
  });

  it('is sealed while many store, and nothing is lost', async () => {
    const writer = async (lane: number) => {
      const own = new PostgresLedger(store.database);
      for (let batch = 0; batch < 12; batch += 1) {
        const number = 1_000 + lane * 100 + batch;
        const from = accountId(`${chain}:0x${number.toString(16).padStart(6, '0')}`);
        const transfers = [payment(number, { from })];
        await own.append({ owner: { shared: true }, transfers, events: [], coverage: [] });
        if (batch % 3 === lane % 3) await nextGeneration().catch(alreadyThere);
      }
    };
    await Promise.all([0, 1, 2, 3].map(writer));
    await sealAll();
    for (let number = 1_000; number < 1_400; number += number % 100 === 11 ? 89 : 1) {
      const page = await transfersOf(
        accountId(`${chain}:0x${number.toString(16).padStart(6, '0')}`),
      );
      expect(page.transfers).toHaveLength(1);
    }
  });
});

it('a ledger from before has what it had', async () => {
  const old = await openTestDatabase();
  const kysely = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: openPool(old.url, { max: 1 }) }),
  });
  await kysely.connection().execute(async (db) => {
    await sql`drop table transfer, ledger_generation, ledger_filter`.execute(db);
    await sql`create table transfer (
      owner uuid, chain_id bigint, height bigint, from_id bigint, to_id bigint, asset_id bigint,
      time timestamptz, tx_index int, position int, order_inferred boolean, tx bytea,
      block_hash bytea, amount_base numeric(78,0), kind text, memo text, suspect text)`.execute(db);
    await sql`insert into ledger_name (id, name) overriding system value
      values (1, ${chain}), (2, ${transfer.from}), (3, ${transfer.to}), (4, ${transfer.asset})`.execute(
      db,
    );
    await sql`insert into transfer values ('00000000-0000-0000-0000-000000000000', 1, 10, 2, 3, 4,
      ${transfer.time}, 0, 1, false, '\\x01aa', '\\x01b1', ${`${transfer.amountBase}`}, 'token',
      null, null)`.execute(db);
    await up(db);
    await seal(db);
    await sealTransactions(db);
  });
  const kept = new PostgresLedger(old.database);
  const query = { organisationId: crypto.randomUUID(), chain, transfersMax: 9 };
  for (const account of [transfer.from, transfer.to]) {
    const range = { fromHeight: 0, toHeight: 99 };
    const page = await kept.transfersOf({ ...query, accounts: [account], range });
    expect(page.transfers).toEqual([transfer]);
  }
  expect(await kept.transaction(query.organisationId, chain, '0xaa')).toEqual([transfer]);
  await kysely.destroy();
  await old.close();
});
