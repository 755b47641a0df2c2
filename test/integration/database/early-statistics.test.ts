import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { PostgresLedger } from '../../../src/ledger/postgres/ledger.ts';
import { transfersQuery } from '../../../src/ledger/postgres/transfer-queries.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

const chain = chainId('test:statistics');
const asset = assetId(`${chain}/erc20:c`);
const accountOf = (number: number) =>
  accountId(`${chain}:0x${number.toString(16).padStart(8, '0')}`);
let store: TestDatabase;

beforeAll(async () => {
  store = await openTestDatabase();
});
afterAll(async () => await store?.close());

/** Transfers of one block each, from one payer or from everybody. */
const transfers = (first: number, count: number, payers: number): Transfer[] =>
  Array.from({ length: count }, (_, at) => ({
    chain,
    height: first + at,
    blockHash: '0xb1',
    time: '2026-01-02T03:04:05.678Z',
    tx: `0x${(first + at).toString(16).padStart(16, '0')}`,
    txIndex: 0,
    position: 1,
    from: accountOf((first + at) % payers),
    to: accountOf(payers + ((first + at) % 5_000)),
    asset,
    amountBase: 1n,
    kind: 'token',
  }));

it.each([
  ['of all heights', { fromHeight: 0, toHeight: 1_000_000 }],
  ['of late heights', { fromHeight: 9_000, toHeight: 20_000 }],
])(
  'accounts are found by themselves though the server last looked when there was one payer: %s',
  async (_name, range) => {
    const ledger = new PostgresLedger(store.database);
    const append = (some: Transfer[]) =>
      ledger.append({ owner: { shared: true }, transfers: some, events: [], coverage: [] });
    await store.database.system(async (tx) => {
      await sql`truncate transfer`.execute(tx);
      await sql`alter table transfer set (autovacuum_enabled = false)`.execute(tx);
    });
    await append(transfers(0, 2_000, 1));
    await store.database.system((tx) => sql`analyze transfer`.execute(tx));
    await append(transfers(2_000, 18_000, 3_000));
    const accounts = Array.from({ length: 200 }, (_, at) => accountOf(at * 7));
    const limits = { untilTime: undefined, rowsMax: 50_000, ordered: false, sealed: new Map() };
    const query = transfersQuery({ chain, accounts, known: [], asset, range, ...limits });
    const plan = await store.database.rowsAsTenant(
      crypto.randomUUID(),
      sql<{ 'QUERY PLAN': string }>`explain ${query}`,
    );
    const scans = plan.flatMap(
      (row) => /using (\w+) on transfer/.exec(row['QUERY PLAN'])?.[1] ?? [],
    );
    expect(scans).toEqual(['transfer_from', 'transfer_to']);
  },
);
