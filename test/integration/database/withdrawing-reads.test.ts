import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../../src/database/database.ts';
import { createOrganisation } from '../../../src/database/organisations.ts';
import { accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import {
  askAgainAbove,
  findInquiry,
  insertInquiry,
  saveAnswer,
} from '../../../src/flows/inquiries/store-inquiries.ts';
import { PostgresLedger } from '../../../src/ledger/postgres/ledger.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

const chain = chainId('eip155:7');
/** Its blocks have greater heights, and it is not the one that replaces any. */
const other = chainId('eip155:77');
const asset = assetId(`${chain}/slip44:60`);
const organisationId = systemClock.id();
const rowsBefore = 3_000;
const account = (n: number, on = chain) => accountId(`${on}:0x${n.toString(16).padStart(40, '0')}`);
const hasCoverage = (n: number, toHeight: number) => ({
  ...{ chain, account: account(n), fromHeight: 0, toHeight },
  ...{ source: 'test', readAt: '2026-01-01T00:00:00Z' },
});

/** Of each table thousands of rows, and of those one that looked beyond block 100. */
describe('taking back blocks of a chain of which much was read', () => {
  let opened: TestDatabase;
  /** One connection, so that what it counts is told in order. */
  let database: Database;
  let ledger: PostgresLedger;

  beforeAll(async () => {
    opened = await openTestDatabase();
    database = Database.open(opened.url, { max: 1 });
    ledger = new PostgresLedger(database);
    await database.system((tx) =>
      createOrganisation(tx, { id: organisationId, name: 'test', sandbox: false }),
    );
    const read = Array.from({ length: rowsBefore }, (_, n) => hasCoverage(n, 50));
    await ledger.append({
      ...{ owner: { shared: true }, transfers: [], events: [] },
      coverage: [...read, hasCoverage(rowsBefore, 200)],
    });
    await database.system((tx) =>
      sql`insert into balance_anchor (account, asset, height, amount_base, source, read_at)
        select account, ${asset}, height, 1, 'test', now()
        from unnest(array[${account(1)}, ${account(1, other)}]::text[]) account,
          generate_series(1, ${rowsBefore}) n,
          lateral (select case when account = ${account(1)} then -n else n + 1000 end as height) h
        union all select ${account(2)}, ${asset}, 200, 1, 'test', now()`.execute(tx),
    );
    await database.tenant(organisationId, async (tx) => {
      await ask(tx, systemClock.id(), 50);
      await sql`insert into inquiry select organisation_id, gen_random_uuid(), kind, account,
          question, state, answer, failure, heights, readings, wave, attempt, created_at
        from inquiry, generate_series(1, ${rowsBefore})`.execute(tx);
      await sql`insert into inquiry_height select organisation_id, id, ${chain}, 50 from inquiry
        on conflict do nothing`.execute(tx);
    });
    await database.system((tx) =>
      sql`analyze coverage, balance_anchor, inquiry, inquiry_height`.execute(tx),
    );
  });
  afterAll(async () => {
    await database?.close();
    await opened?.close();
  });

  async function ask(tx: Parameters<typeof insertInquiry>[0], id: string, toHeight: number) {
    const question = { kind: 'candidates', flowId: id } as const;
    await insertInquiry(tx, organisationId, { id, question, at: systemClock.now() });
    await saveAnswer(tx, id, { answer: {}, heights: { [chain]: toHeight }, at: systemClock.now() });
  }

  /** Rows that were read of the tables so far. */
  async function rowsRead(): Promise<number> {
    await database.system((tx) => sql`select pg_stat_force_next_flush()`.execute(tx));
    const { rows } = await database.system((tx) =>
      sql<{ read: number }>`
        select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as read
        from pg_stat_user_tables
        where relname in ('coverage', 'balance_anchor', 'inquiry', 'inquiry_height')`.execute(tx),
    );
    return rows[0]?.read ?? 0;
  }

  it('reads what looked beyond them, and not all that was ever read', async () => {
    const id = systemClock.id();
    await database.tenant(organisationId, (tx) => ask(tx, id, 200));
    const before = await rowsRead();
    await ledger.withdraw(chain, 100);
    await askAgainAbove(database, chain, 100);
    expect((await rowsRead()) - before).toBeLessThan(50);
    const [covered] = (
      await ledger.coverageOf(organisationId, chain, [account(rowsBefore)])
    ).values();
    expect(covered).toMatchObject([{ fromHeight: 0, toHeight: 100 }]);
    const { rows } = await database.system((tx) =>
      sql`select 1 from balance_anchor where account = ${account(2)}`.execute(tx),
    );
    expect(rows).toEqual([]);
    const again = await database.tenant(organisationId, (tx) => findInquiry(tx, id));
    expect(again).toMatchObject({ state: 'requested', attempt: 2 });
  });
});
