import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../../src/database/database.ts';
import type { PreparedRead } from '../../../src/database/prepared-read.ts';
import { byteas } from '../../../src/ledger/postgres/binary-array.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { testRandom, testSeed } from '../../support/random.ts';

const seed = testSeed();
const random = testRandom(seed);
const organisations = [randomUUID(), randomUUID(), randomUUID()];
const [ours = ''] = organisations;
const named = (name: string, text: string): PreparedRead => ({ name, text });
const titles = named('titles', 'select title from alert where severity = $1');
const one = named('one', 'select $1::int');
let store: TestDatabase;
/** One connection, which all that is asked goes through. */
let single: Database;

beforeAll(async () => {
  console.log(`WAGETRACE_TEST_SEED=${seed}`);
  store = await openTestDatabase();
  single = Database.open(store.url, { max: 1 });
  for (const id of organisations) {
    await single.system((tx) => tx.insertInto('organisation').values({ id, name: id }).execute());
    await single.tenant(id, (tx) =>
      sql`insert into alert (organisation_id, id, kind, severity, title, subject_type, subject_id,
          created_at, updated_at)
        values (${id}, gen_random_uuid(), 'list-stale', 'low', ${id}, 'list', 'x', now(), now())`.execute(
        tx,
      ),
    );
  }
});
afterAll(async () => {
  await single?.close();
  await store?.close();
});

async function textsOf(organisation: string, read: PreparedRead, ...values: string[]) {
  const rows = await single.binaryAsTenant(organisation, read, values);
  return Array.from({ length: rows.count }, () => (rows.next() ? rows.text(0) : undefined));
}

const answers = async () => {
  const rows = await single.binaryAsTenant(ours, one, ['7']);
  return rows.next() && rows.int4(0) === 7;
};

describe('a prepared read', () => {
  it('that is not completed is a failure, and not an answer of nothing', async () => {
    const none = named('none', '');
    await expect(single.binaryAsTenant(ours, none, [])).rejects.toMatchObject({
      code: 'database.failed',
    });
    expect(await answers()).toBe(true);
  });

  it('sees the rows of the organisation that asks, whoever asked on the connection before', async () => {
    for (let ask = 0; ask < 40; ask += 1) {
      const organisation = organisations[random.between(0, 2)] ?? ours;
      expect(await textsOf(organisation, titles, 'low')).toEqual([organisation]);
      expect(await textsOf(organisation, titles, 'high')).toEqual([]);
      // The owner of the schema in between, and a stranger: neither leaves the plan anything.
      if (random.between(0, 3) === 0) {
        await single.system((tx) => tx.selectFrom('alert').select('title').execute());
      }
      if (random.between(0, 3) === 0) {
        expect(await textsOf(randomUUID(), titles, 'low')).toEqual([]);
      }
    }
  });

  it('is prepared and planned once on a connection', async () => {
    const { rows } = await single.system((tx) =>
      sql<{ name: string; custom: number; generic: boolean }>`
        select name, custom_plans as custom, generic_plans > 30 as generic
        from pg_prepared_statements where name in ('titles', 'wagetrace_enter')`.execute(tx),
    );
    expect(rows.filter(({ name }) => name === 'titles')).toEqual([
      { name: 'titles', custom: 0, generic: true },
    ]);
    expect(rows).toHaveLength(2);
  });

  it('leaves nothing behind on the connection, also where it failed', async () => {
    const wrong = named('wrong', 'select 1 / $1::int');
    for (const divisor of ['1', '0']) {
      await single.binaryAsTenant(ours, wrong, [divisor]).catch(() => undefined);
      const { rows } = await single.system((tx) =>
        sql`select current_user = session_user as owner, pg_current_xact_id_if_assigned() as xact,
          coalesce(current_setting('wt.organisation', true), '') as organisation,
          current_setting('transaction_read_only') as "readOnly",
          current_setting('enable_seqscan') as seqscan,
          current_setting('enable_bitmapscan') as bitmapscan,
          current_setting('plan_cache_mode') as plans`.execute(tx),
      );
      expect(rows).toEqual([
        {
          ...{ owner: true, xact: null, organisation: '', readOnly: 'off' },
          ...{ seqscan: 'on', bitmapscan: 'on', plans: 'auto' },
        },
      ]);
    }
  });

  it('changes nothing', async () => {
    const locked = named('locked', 'select 1 from alert for update');
    await single.system((tx) =>
      sql`create function write_one() returns int language sql volatile as $$
        update alert set title = 'changed' returning 1 $$`.execute(tx),
    );
    const written = named('written', 'select write_one()');
    for (const read of [locked, written, locked, written]) {
      await expect(single.binaryAsTenant(ours, read, [])).rejects.toMatchObject({
        details: { sqlstate: '25006' },
      });
    }
    expect(await textsOf(ours, titles, 'low')).toEqual([ours]);
  });

  it('answers again after an error, of preparing and of running', async () => {
    const later = named('later', 'select 7::int from made_later');
    const halved = named('halved', 'select 14 / $1::int');
    const failed = (read: PreparedRead, value: string[], sqlstate: string) =>
      expect(single.binaryAsTenant(ours, read, value)).rejects.toMatchObject({
        details: { sqlstate },
      });
    for (let again = 0; again < 6; again += 1) {
      await failed(later, [], '42P01');
      expect(await answers()).toBe(true);
      await failed(halved, ['0'], '22012');
      await failed(halved, ['no number'], '22P02');
      expect((await single.binaryAsTenant(ours, halved, ['2'])).count).toBe(1);
    }
    await single.system(async (tx) => {
      await sql`create table made_later as select 1`.execute(tx);
      await sql`grant select on made_later to wagetrace_app`.execute(tx);
    });
    expect((await single.binaryAsTenant(ours, later, [])).count).toBe(1);
  });

  it('is prepared anew where the schema changed, or the server forgot it', async () => {
    await single.system(async (tx) => {
      await sql`create table changing as select 7::int as value`.execute(tx);
      await sql`grant select on changing to wagetrace_app`.execute(tx);
    });
    const read = named('changing', 'select value from changing');
    const value = async () => {
      const rows = await single.binaryAsTenant(ours, read, []);
      rows.next();
      return rows.end(0) - rows.start(0);
    };
    expect(await value()).toBe(4);
    await single.system((tx) => sql`alter table changing alter value type bigint`.execute(tx));
    expect(await value()).toBe(8);
    await single.system((tx) => sql`deallocate all`.execute(tx));
    expect(await value()).toBe(8);
    expect(await answers()).toBe(true);
    // Another text under the same name is another statement.
    expect(await textsOf(ours, { ...titles, name: 'changing' }, 'low')).toEqual([ours]);
  });

  it('gives bytes as they are, in answers of one piece and of many', async () => {
    const read = named('bytes', 'select * from unnest($1::bytea[])');
    for (const count of [0, 1, random.between(2, 50), random.between(3_000, 6_000)]) {
      const given = Array.from({ length: count }, () =>
        Buffer.from(Array.from({ length: random.between(0, 60) }, () => random.between(0, 255))),
      );
      const rows = await single.binaryAsTenant(ours, read, [byteas(given)]);
      expect(rows.count).toBe(count);
      for (const bytes of given) {
        rows.next();
        expect(rows.bytes.subarray(rows.start(0), rows.end(0)).equals(bytes)).toBe(true);
      }
    }
    const rows = await single.binaryAsTenant(ours, one, [null]);
    expect(rows.next() && rows.isNull(0)).toBe(true);
  });

  it('may be asked by many at once', async () => {
    const asked = Array.from({ length: 60 }, (_, at) => organisations[at % 3] ?? ours);
    const seen = await Promise.all(
      asked.map(async (organisation, at) => {
        if (at % 7 === 0) {
          const wrong = named('zero', 'select 1 / 0');
          await store.database.binaryAsTenant(organisation, wrong, []).catch(() => undefined);
        }
        const rows = await store.database.binaryAsTenant(organisation, titles, ['low']);
        return rows.next() && rows.text(0);
      }),
    );
    expect(seen).toEqual(asked);
  });

  it('fails with its connection, and is answered on the next', async () => {
    const slept = named('slept', 'select pg_sleep(30)::text');
    const broken = expect(single.binaryAsTenant(ours, slept, [])).rejects.toMatchObject({
      code: 'database.unavailable',
      retryable: true,
    });
    for (let ended = 0; ended === 0; ) {
      const { rows } = await store.database.system((tx) =>
        sql`select pg_terminate_backend(pid) from pg_stat_activity
          where query like '%pg_sleep(30)%' and pid <> pg_backend_pid()
            and datname = current_database()`.execute(tx),
      );
      ended = rows.length;
    }
    await broken;
    await expect.poll(() => answers().catch(() => false)).toBe(true);
  });
});
