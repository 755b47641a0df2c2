import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { HashFilter } from '../../../src/ledger/postgres/hash-filter.ts';
import { PostgresLedger } from '../../../src/ledger/postgres/ledger.ts';
import {
  type AskedRead,
  transactionQuery,
  transfersQuery,
} from '../../../src/ledger/postgres/transfer-queries.ts';
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
    const byTransaction = (await planOf(transactionQuery(chain, '0x01'))).join('\n');
    expect(byTransaction).toMatch(
      /using transfer_tx on transfer .*\s+Index Cond: .*generation = .*tx_hash = /,
    );
    const sealed = new Map([[7, HashFilter.of(Int32Array.of(1))]]);
    for (const ordered of [false, true]) {
      for (const ofAsset of [asset, undefined]) {
        const limits = { untilTime: undefined, rowsMax: 50_000, ordered, sealed };
        const asked = { chain, accounts, known: [], asset: ofAsset, range, ...limits };
        const plan = await planOf(transfersQuery(asked));
        const scans = plan.flatMap((line) => /using (\w+) on transfer/.exec(line)?.[1] ?? []);
        expect(scans).toEqual(['transfer_from', 'transfer_to']);
        const found = plan.filter((line) => /from_hash = |to_hash = /.test(line));
        expect(found).toHaveLength(2);
        for (const line of found) expect(line).toMatch(/Index Cond: .*generation = .*hash = /);
        // The lists that were asked for are not looked through for each other's elements.
        expect(plan.join('\n')).not.toMatch(/Join Filter|Hash Cond|Merge Cond/);
      }
    }
  },
);

/** The plan that the server keeps for all values, under the settings of a tenant's read. */
async function planOf({ read, values }: AskedRead): Promise<string[]> {
  const client = new pg.Client({ connectionString: store.url, options: '-c jit=off' });
  await client.connect();
  try {
    await client.query(`set role wagetrace_app; set enable_seqscan = off;
      set enable_bitmapscan = off; set plan_cache_mode = force_generic_plan`);
    await client.query(`prepare asked as ${read.text}`);
    const nothing = values.map(() => 'null').join();
    const { rows } = await client.query(`explain execute asked(${nothing})`);
    const plan = rows.map((row) => String(row['QUERY PLAN']));
    // Of these values, it would have no parameters.
    expect(plan.join('\n')).toContain('$2');
    return plan;
  } finally {
    await client.end();
  }
}
