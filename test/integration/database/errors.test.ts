import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../../../src/database/database.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await openTestDatabase();
});
afterAll(async () => await store?.close());

it('a transaction that another one came between may be tried again', async () => {
  const lock = (id: number) => sql`select pg_advisory_xact_lock(${id})`;
  let bothHold = (): void => undefined;
  const both = new Promise<void>((resolve) => {
    bothHold = resolve;
  });
  let holding = 0;
  const crossing = (first: number, second: number) =>
    store.database.system(async (tx) => {
      await lock(first).execute(tx);
      holding += 1;
      if (holding === 2) bothHold();
      await both;
      await lock(second).execute(tx);
    });
  const ends = await Promise.allSettled([crossing(1, 2), crossing(2, 1)]);
  const failed = ends.filter((end) => end.status === 'rejected');
  expect(failed).toHaveLength(1);
  expect(failed[0]?.reason).toMatchObject({ code: 'database.conflict', retryable: true });
});

it('a server that goes away may come back, in a transaction or between two', async () => {
  const idle: Error[] = [];
  const database = Database.open(store.url, { max: 1, onIdleError: (error) => idle.push(error) });
  const own = sql<{ pid: number }>`select pg_backend_pid() as pid`;
  const terminate = (pid: number | undefined) =>
    store.database.system((tx) => sql`select pg_terminate_backend(${pid})`.execute(tx));
  const during = database.system(async (tx) => {
    await terminate((await own.execute(tx)).rows[0]?.pid);
    await own.execute(tx);
  });
  await expect(during).rejects.toMatchObject({ code: 'database.unavailable', retryable: true });
  const pid = await database.system(async (tx) => (await own.execute(tx)).rows[0]?.pid);
  await terminate(pid);
  await expect.poll(() => idle.length).toBe(1);
  await expect(database.system((tx) => own.execute(tx))).resolves.toBeDefined();
  await database.close();
});

it('what the server refuses names the constraint and quotes no row', async () => {
  const insert = store.database.system((tx) =>
    sql`insert into organisation (id, name)
      values ('00000000-0000-0000-0000-000000000000', 'secret name')`.execute(tx),
  );
  const error: unknown = await insert.catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    code: 'database.failed',
    retryable: false,
    details: { sqlstate: '23514', constraint: 'organisation_id_check' },
  });
  expect(`${error} ${JSON.stringify(error)}`).not.toContain('secret');
});

it('what the code itself throws is passed on as it is, and nothing is stored', async () => {
  const own = new Error('mine');
  const id = '11111111-1111-4111-8111-111111111111';
  const run = store.database.system(async (tx) => {
    await tx.insertInto('organisation').values({ id, name: 'Gone' }).execute();
    throw own;
  });
  await expect(run).rejects.toBe(own);
  const found = await store.database.system((tx) =>
    tx.selectFrom('organisation').selectAll().where('id', '=', id).execute(),
  );
  expect(found).toEqual([]);
});
