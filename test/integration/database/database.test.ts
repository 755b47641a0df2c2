import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { QueryResultRow } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../../src/database/database.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { literalTexts } from '../../../src/database/text-literals.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

let store: TestDatabase;
const [ours, theirs] = [randomUUID(), randomUUID()];

beforeAll(async () => {
  store = await openTestDatabase();
  await store.database.system(async (tx) => {
    for (const id of [ours, theirs]) {
      await tx
        .insertInto('organisation')
        .values({ id, name: `Organisation ${id}` })
        .execute();
    }
  });
});
afterAll(async () => await store?.close());

function alertOf(organisation: string) {
  const at = new Date(0);
  return {
    organisation_id: organisation,
    id: randomUUID(),
    kind: 'list-stale',
    severity: 'low' as const,
    title: 'A list is old',
    subject_type: 'list',
    subject_id: randomUUID(),
    created_at: at,
    updated_at: at,
  };
}

describe('a tenant', () => {
  it('sees its own rows and nobody else’s', async () => {
    await store.database.tenant(ours, (tx) =>
      tx.insertInto('alert').values(alertOf(ours)).execute(),
    );
    const count = (organisation: string) =>
      store.database.tenant(organisation, (tx) =>
        tx.selectFrom('alert').select(sql<number>`count(*)`.as('n')).executeTakeFirstOrThrow(),
      );
    expect(await count(ours)).toEqual({ n: 1 });
    expect(await count(theirs)).toEqual({ n: 0 });
  });

  it('reads rows in one message under the same separation, texts as they are', async () => {
    const texts = ['plain', `it's "quoted"`, 'back\\slash', '{a,b}', '', '\\x41'];
    const rows = await store.database.rowsAsTenant(
      ours,
      sql<{ given: string[]; alerts: number }>`
        select ${literalTexts(texts)} as given, (select count(*) from alert) as alerts`,
    );
    expect(rows).toEqual([{ given: texts, alerts: 1 }]);
    const alerts = sql<{ n: number }>`select count(*) as n from alert`;
    expect(await store.database.rowsAsTenant(theirs, alerts)).toEqual([{ n: 0 }]);
    const written = store.database.rowsAsTenant(ours, sql<QueryResultRow>`delete from alert`);
    await expect(written).rejects.toMatchObject({ details: { sqlstate: '25006' } });
    const withParameter = store.database.rowsAsTenant(ours, sql<{ n: number }>`select ${1} as n`);
    await expect(withParameter).rejects.toMatchObject({ code: 'database.failed' });
    expect(await store.database.rowsAsTenant(ours, alerts)).toEqual([{ n: 1 }]);
  });

  it('answers nothing where the server does not separate the organisations', async () => {
    const open = await openTestDatabase();
    try {
      await open.database.system((tx) =>
        sql`alter table organisation disable row level security`.execute(tx),
      );
      const query = sql<{ count: number }>`select count(*) from alert`;
      const refused = { code: 'database.no-row-security' };
      await expect(open.database.rowsAsTenant(ours, query)).rejects.toMatchObject(refused);
      const read = { name: 'count', text: 'select count(*) from alert' };
      await expect(open.database.binaryAsTenant(ours, read, [])).rejects.toMatchObject(refused);
      const tenant = open.database.tenant(ours, (tx) => query.execute(tx));
      await expect(tenant).rejects.toMatchObject(refused);
    } finally {
      await open.close();
    }
  });

  it('cannot write a row of another organisation', async () => {
    const written = store.database.tenant(ours, (tx) =>
      tx.insertInto('alert').values(alertOf(theirs)).execute(),
    );
    await expect(written).rejects.toMatchObject({
      code: 'database.failed',
      details: { sqlstate: '42501' },
    });
  });

  it('leaves nothing behind on the connection that it used', async () => {
    const single = Database.open(store.url, { max: 1 });
    await single.tenant(ours, async () => undefined);
    const { rows } = await single.system((tx) =>
      sql`select current_user <> 'wagetrace_app' as owner,
        coalesce(current_setting('wt.organisation', true), '') as organisation`.execute(tx),
    );
    await single.close();
    expect(rows).toEqual([{ owner: true, organisation: '' }]);
  });

  it.each(['', 'x', ours.toUpperCase(), '00000000-0000-0000-0000-000000000000'])(
    'is never %j',
    async (id) => {
      const run = store.database.tenant(id, async () => undefined);
      await expect(run).rejects.toMatchObject({ code: 'database.bad-organisation' });
    },
  );
});

describe('the schema', () => {
  it('has forced row-level security on every table of tenants’ rows', async () => {
    const { rows } = await store.database.system((tx) =>
      sql<{ relname: string }>`
        select relname from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and a.attname in ('organisation_id', 'owner') and a.atttypid = 'uuid'::regtype
          and not (c.relrowsecurity and c.relforcerowsecurity)`.execute(tx),
    );
    expect(rows).toEqual([]);
  });

  it('lets the system pass where the owner is no superuser', async () => {
    const { rows } = await store.database.system((tx) =>
      sql<{ relname: string }>`
        select relname from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relrowsecurity
          and not exists (select from pg_policies p
            where p.tablename = c.relname and current_user = any(p.roles) and p.cmd = 'ALL')`.execute(
        tx,
      ),
    );
    expect(rows).toEqual([]);
  });

  it('lets the application write no table that is shared', async () => {
    const { rows } = await store.database.system((tx) =>
      sql<{ relname: string }>`
        select relname from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and not c.relrowsecurity
          and has_table_privilege('wagetrace_app', c.oid, 'insert, update, delete, truncate')`.execute(
        tx,
      ),
    );
    expect(rows).toEqual([]);
  });

  it('can be migrated by four processes at once, again and again', async () => {
    let extras = 0;
    const extra = async () => {
      extras += 1;
    };
    await Promise.all([1, 2, 3, 4].map(() => migrate(store.url, extra)));
    expect(extras).toBe(4);
  });
});

describe('values', () => {
  it('come back exact', async () => {
    const { rows } = await store.database.system((tx) =>
      sql`select (2::numeric(78,0) ^ 256 - 1)::numeric(78,0) as amount, 9007199254740991::int8 as height,
        date '2026-03-29' as day, array[1, 2]::numeric[] as amounts`.execute(tx),
    );
    expect(rows).toEqual([
      {
        amount: (2n ** 256n - 1n).toString(),
        height: Number.MAX_SAFE_INTEGER,
        day: '2026-03-29',
        amounts: ['1', '2'],
      },
    ]);
  });

  it('are refused when a number cannot hold them', async () => {
    const read = store.database.system((tx) => sql`select 9007199254740993::int8`.execute(tx));
    await expect(read).rejects.toMatchObject({ code: 'database.unsafe-integer' });
  });
});

it('says that a server is not there, and that asking again may help', async () => {
  const nowhere = Database.open('postgres://nobody@localhost/none?host=/nonexistent');
  const run = nowhere.system(async () => undefined);
  await expect(run).rejects.toMatchObject({ code: 'database.unavailable', retryable: true });
  await nowhere.close();
});
