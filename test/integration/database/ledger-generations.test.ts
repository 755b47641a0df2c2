import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { up } from '../../../src/database/migrations/0080-ledger-generations.ts';
import { accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { Generations } from '../../../src/ledger/postgres/generations.ts';
import { PostgresLedger } from '../../../src/ledger/postgres/ledger.ts';
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

it('a new generation begins when the newest one has filled the memory of the server', async () => {
  const generations = new Generations(store.database);
  expect(await generations.newest()).toBe(0);
  await store.database.system(async (tx) => {
    await sql`update ledger_generation
      set begun_at_bytes = -pg_size_bytes(current_setting('shared_buffers')) - 1`.execute(tx);
  });
  expect(await generations.newest()).toBe(1);
  expect(await generations.newest()).toBe(1);
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

it('a ledger from before has what it had', async () => {
  const old = await openTestDatabase();
  const kysely = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: old.url, max: 1 }) }),
  });
  await kysely.connection().execute(async (db) => {
    await sql`drop table transfer, ledger_generation`.execute(db);
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
